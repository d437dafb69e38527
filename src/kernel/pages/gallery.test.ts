import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../../test/browser.ts';
import { onlyDeep } from '../../../test/deep.ts';
import { pages, serveGallery } from '../../../test/gallery/gallery.ts';

const bootstrapItalia = readFileSync(
  new URL('../../../node_modules/bootstrap-italia/dist/css/bootstrap-italia.min.css', import.meta.url),
  'utf8',
);

/** What the law asks (EN 301 549) and what we promise (WCAG 2.2 AA). */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549'];

describe('the gallery of components', () => {
  let origin = '';
  let server: Server;
  let browser: Browser | undefined;

  before(async () => {
    ({ origin, server } = await serveGallery());
  });
  after(async () => {
    await browser?.close();
    server.close();
  });

  for (const lang of onlyDeep ? ['it'] : ['it', 'en']) {
    for (const name of Object.keys(pages)) {
      test(`${name}, ${lang}: accessible, whole at 320 px, within the policy`, async (t) => {
        browser ??= await openBrowser(t);
        if (!browser) return;
        const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, bypassCSP: false });
        const said: string[] = [];
        page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
        page.on('pageerror', (error) => said.push(String(error)));
        page.on('requestfailed', (request) => said.push(`failed: ${request.url()}`));
        page.on('response', (response) => response.status() >= 400 && said.push(`${response.status()}: ${response.url()}`));
        await page.goto(`${origin}/${lang}/${name}`);
        await page.evaluate(() => document.fonts.ready);
        assert.deepEqual(await faults(page), [], 'at 1280 px');
        await page.setViewportSize({ width: 390, height: 844 });
        assert.deepEqual(await faults(page), [], 'at 390 px');
        await page.setViewportSize({ width: 320, height: 700 });
        assert.deepEqual(await tooWide(page), [], 'at 320 px');
        assert.deepEqual(said, []);
        await page.close();
      });
    }
  }

  test('three class names in ten are Bootstrap Italia’s on every page (criterion C.SI.1.2 of the model for municipalities)', async () => {
    const theirs = new Set(bootstrapItalia.match(/(?<=\.)[a-zA-Z][\w-]*/g));
    for (const name of Object.keys(pages)) {
      const html = await (await fetch(`${origin}/it/${name}`)).text();
      const classes = [...new Set([...html.matchAll(/class="([^"]+)"/g)].flatMap((found) => found[1]!.split(' ')))];
      const share = classes.filter((one) => theirs.has(one)).length / classes.length;
      assert.ok(share >= 0.3, `${name}: ${share}`);
    }
  });

  test('the axe under test finds a planted fault', async (t) => {
    browser ??= await openBrowser(t);
    if (!browser) return;
    const page = await browser.newPage();
    await page.goto(`${origin}/it/list`);
    await page.evaluate(() => document.querySelector('label')!.remove());
    assert.deepEqual(
      (await faults(page)).map((fault) => fault.split(' ')[0]),
      ['label'],
    );
    await page.close();
  });

  test('the menu of phones opens without any script, and Enter in a form does not press the map', async (t) => {
    browser ??= await openBrowser(t);
    if (!browser) return;
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${origin}/it/list`);
    assert.equal(await page.getByRole('link', { name: 'Cerca' }).isVisible(), false);
    await page.getByRole('button', { name: 'Menu' }).click();
    assert.equal(await page.getByRole('link', { name: 'Cerca' }).isVisible(), true);
    await page.goto(`${origin}/it/form`);
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByLabel('Titolo').press('Enter');
    assert.equal((await sent).postData()?.includes('point.x') ?? false, false);
    await context.close();
  });
});

/** Handed to the page by the tool that drives it, so the page's policy stays as it is. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly: only });
    return violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id} ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  }, tags);
}

/** What sticks out of a narrow screen; wide tables scroll inside themselves. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll('main *, header *, footer *')]
      .filter(
        (element) =>
          element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('svg, .table-responsive, [popover]'),
      )
      .map((element) => `${element.tagName} ${element.className}`);
  });
}
