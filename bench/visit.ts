/** The first visit of the list page, and the second, on a phone: what goes over the wire. */
import { openBrowser } from '../test/browser.ts';
import { weigh } from '../test/visit.ts';

export async function firstVisit(url: string): Promise<{ what: string; bar: string; holds: boolean }[]> {
  const browser = await openBrowser({ skip: () => {}, diagnostic: (message) => console.log(message) });
  if (!browser) return [];
  try {
    const { first, again } = await weigh(browser, `${url}/segnalazioni`, `${url}/segnalazioni?stato=resolved`);
    const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
    return [
      {
        what: `first visit of the list: ${kB(first.bytes)} without fonts (${kB(first.fonts)} of fonts), ${first.requests} requests, ${first.otherHosts} other hosts, ${first.blockingScripts} blocking scripts, first paint ${first.paint} ms`,
        bar: '<= 60 kB, <= 12 requests, 0 other hosts, 0 blocking scripts',
        holds: first.bytes <= 60_000 && first.requests <= 12 && first.otherHosts === 0 && first.blockingScripts === 0,
      },
      { what: `returning: ${kB(again.bytes)}, ${again.requests} requests`, bar: '<= 20 kB', holds: again.bytes <= 20_000 },
    ];
  } finally {
    await browser.close();
  }
}
