/** What a visit of a page costs on a phone: bytes as they go over the wire, requests, other hosts, scripts that hold the page up. */
import type { Browser, Page } from 'playwright-core';

export interface Visit {
  /** Compressed, with headers, fonts apart. */
  bytes: number;
  fonts: number;
  requests: number;
  otherHosts: number;
  blockingScripts: number;
  /** First contentful paint, in milliseconds. */
  paint: number;
}

/** A first visit with an empty cache, and then, in the same browser, that of another page of the same kind. */
export async function weigh(browser: Browser, address: string, other: string): Promise<{ first: Visit; again: Visit }> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 3,
    locale: 'it-IT',
  });
  try {
    return { first: await visit(await context.newPage(), address), again: await visit(await context.newPage(), other) };
  } finally {
    await context.close();
  }
}

async function visit(page: Page, address: string): Promise<Visit> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const host = new URL(address).host;
  const requests = new Map<string, { url: string; type: string; bytes: number }>();
  client.on('Network.requestWillBeSent', (event) => {
    if (!event.request.url.startsWith('data:'))
      requests.set(event.requestId, { url: event.request.url, type: event.type ?? '', bytes: 0 });
  });
  client.on('Network.requestServedFromCache', (event) => requests.delete(event.requestId));
  client.on('Network.responseReceived', (event) => {
    // What comes from the disk cache costs nothing, and asks nobody.
    if (event.response.fromDiskCache) requests.delete(event.requestId);
  });
  client.on('Network.loadingFinished', (event) => {
    const request = requests.get(event.requestId);
    if (request) request.bytes = event.encodedDataLength;
  });
  await page.goto(address, { waitUntil: 'load' });
  await page.waitForTimeout(700);
  const { blocking, paint } = await page.evaluate(() => ({
    blocking: document.querySelectorAll('script[src]:not([type=module]):not([async]):not([defer])').length,
    paint: Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0),
  }));
  const all = [...requests.values()];
  const weight = (of: (one: { type: string }) => boolean) => all.filter(of).reduce((sum, one) => sum + one.bytes, 0);
  await page.close();
  return {
    bytes: weight((one) => one.type !== 'Font'),
    fonts: weight((one) => one.type === 'Font'),
    requests: all.length,
    otherHosts: new Set(all.map((one) => new URL(one.url).host).filter((other) => other !== host)).size,
    blockingScripts: blocking,
    paint,
  };
}
