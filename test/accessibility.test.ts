/** Every page of the route table, on demo data, as everybody and as an administrator: axe (WCAG 2.0 to 2.2 AA, EN 301 549), no sideways scroll
 *  at 320 px, no console error under the strict policy, one h1, a title. A page with a parameter that nobody gave a sample for fails here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { rooms } from '../src/app/modules.ts';
import { startLine } from '../src/commons/people/line.ts';
import { openBrowser } from './browser.ts';
import { onlyDeep } from './deep.ts';
import { openHouse, type TestHouse } from './house.ts';
import { takeTurns } from './queue.ts';
import { samplePaths } from './samples.ts';

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549'];

let house: TestHouse;
let base: string;
let paths: Map<string, string>;

before(async () => {
  house = await openHouse({ world: 'demo' });
  base = await house.listen();
  paths = await samplePaths(
    house,
    rooms.flatMap((room) => room.routes ?? []).filter((route) => route.kind === 'page'),
  );
});
after(() => house.close());

test('every page has a sample address', () => {
  const without = [...paths].filter(([, path]) => path === '').map(([route]) => route);
  assert.deepEqual(without, [], 'give these routes a sample in test/samples.ts');
});

/** Pages that do not let everybody in. */
const closed = new Set<string>();

for (const [who, key, width] of [
  ['everybody', null, 390],
  ['an administrator', 'elena-sarpieri', 1280],
] as const) {
  test(`every page is accessible to ${who} at ${width} px, and scrolls down alone at 320 px`, async (t) => {
    const browser = await openBrowser(t);
    if (!browser) return;
    try {
      const page = await open(browser, width, key);
      const found: string[] = [];
      let seen = 0;
      for (const path of paths.values()) {
        // By default each page is looked at once, as the first whom it lets in; the deep suite looks at each as both.
        if (key && onlyDeep && !closed.has(path)) continue;
        const answer = await page.goto(base + path);
        assert.ok(answer, path);
        assert.ok(answer.status() < 500, `${path}: ${answer.status()}`);
        if (!key && (answer.status() >= 400 || !answer.url().endsWith(path))) closed.add(path);
        found.push(...(await faultsOf(page, path)));
        await page.setViewportSize({ width: 320, height: 844 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.push(`${path}: ${over} px too wide at 320 px`);
        await page.setViewportSize({ width, height: 844 });
        seen++;
      }
      assert.ok(seen > 20, `only ${seen} pages were seen`);
      assert.deepEqual(found, []);
    } finally {
      await browser.close();
    }
  });
}

test('after an interaction too: a form with errors, a notice of refusal, an act that was done, an opened menu', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const page = await open(browser, 390, 'giulia-morabito');
    const found: string[] = [];
    const look = async (what: string) => found.push(...(await faultsOf(page, what)));
    await page.goto(`${base}/segnalazioni/nuova`);
    await look('step 1');
    await page.click('text=Avanti: che cosa e dove');
    await page.click('text=Avanti: rileggi tutto');
    assert.ok(await page.locator('.ar-errors').isVisible());
    await look('step 2 with errors');
    await page.selectOption('select[name=municipality]', 'arenaria');
    await page.fill('input[name=placeLabel]', 'via dei Cordai');
    await page.check('input[name=category][value=waste]');
    await page.fill('input[name=title]', 'Sacchi lungo la strada');
    await page.click('text=Avanti: rileggi tutto');
    await look('summary');
    await page.click('text=Invia la segnalazione');
    await look('receipt');
    await page.goto(`${base}/banco`);
    await page.locator('.ar-queue .what a').first().click();
    await page.locator('.ar-panel summary', { hasText: 'È già segnalata' }).click();
    await page.locator('.ar-panel details[open]').last().locator('button.btn').click();
    assert.ok(await page.locator('.ar-errors').isVisible());
    await look('desk with errors');
    await page.goto(`${base}/banco/insieme`);
    await look('a page that does not exist');
    await page.goto(`${base}/mappa?tipo=report&vista=calore&giorni=date&vicino=39.4,14.5,9000`);
    await page.locator('.ar-live.ready').waitFor();
    await look('the map of heat');
    await page.goto(`${base}/segnalazioni?mie=1&riquadro=14.4,39.3,14.6,39.5`);
    await look('a list of a part of the map');
    await page.goto(base);
    await page.click('.ar-menu');
    await look('the menu of the phone, open');
    await page.context().clearCookies();
    await page.goto(`${base}/entra`);
    const letGo = takeTurns(startLine);
    await page.fill('form[action="/entra"] input[name=email]', 'anna@example.org');
    await page.click('text=Mandami il link');
    await page.waitForURL('**/entra/coda');
    await look('a place in the queue');
    await page.click('text=Non aggiornare da sola');
    await look('a place in the queue, still');
    await page.context().addCookies([{ name: 'arengo_lang', value: 'en', url: base }]);
    await page.reload();
    await look('a place in the queue, in English');
    letGo();
    await page.goto(`${base}/entra/coda`);
    await page.waitForURL('**/entra/inviato');
    assert.deepEqual(found, []);
  } finally {
    await browser.close();
  }
});

test('the forms of an administrator too: a setting with errors, an opened record, a key just made', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const page = await open(browser, 320, 'elena-sarpieri');
    const found: string[] = [];
    const look = async (what: string) => {
      found.push(...(await faultsOf(page, what)));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) found.push(`${what}: ${over} px too wide`);
    };
    await page.goto(`${base}/impostazioni/citta-metropolitana-di-valdarena/reports.categories`);
    await page.locator('.ar-records summary').first().click();
    await page.fill('input[name="0-days"]', 'presto');
    await page.click('text=Salva');
    assert.ok(await page.locator('.ar-errors').isVisible());
    assert.equal(await page.inputValue('input[name="0-days"]'), 'presto');
    await look('a setting with errors');
    await page.goto(`${base}/impostazioni/arenaria/site.contacts`);
    await page.fill('input[name="phone"]', '800 123 456');
    await page.fill('input[name="from"]', '2099-01-01');
    await page.click('text=Salva');
    assert.ok(await page.locator('#in-programma').isVisible());
    await look('a setting with its days and its history');
    await page.goto(`${base}/persone/chiavi/nuova`);
    await page.fill('input[name=name]', 'Sensori');
    await page.selectOption('select[name=place]', { label: 'Arenaria' });
    await page.check('input[name=verbs][value="reports.send"]');
    await page.click('main form.ar-form button.btn-primary');
    assert.ok(await page.locator('.ar-once').isVisible());
    await look('a key just made');
    await page.goto(`${base}/persone/chiavi`);
    await look('the keys');
    assert.deepEqual(found, []);
  } finally {
    await browser.close();
  }
});

test('with the keyboard alone: skip link first, every stop visible, the menu of the phone opens and closes', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const page = await open(browser, 1280, null);
    await page.goto(`${base}/segnalazioni`);
    await page.keyboard.press('Tab');
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('href')),
      '#content',
      'the first stop skips to the content',
    );
    for (let stop = 0; stop < 30; stop++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const active = document.activeElement as HTMLElement;
        const box = active.getBoundingClientRect();
        const style = getComputedStyle(active);
        return {
          tag: active.tagName,
          seen: box.width > 0 && box.height > 0,
          ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
        };
      });
      assert.ok(focus.seen && focus.ring, `stop ${stop} (${focus.tag}) cannot be seen`);
    }
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(base);
    await page.locator('.ar-menu').focus();
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('#menu').isVisible());
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('#menu').isVisible()));
  } finally {
    await browser.close();
  }
});

async function open(browser: Browser, width: number, key: string | null): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 844 }, locale: 'it-IT', reducedMotion: 'reduce' });
  if (key) {
    const [name, value] = (await house.enter(key)).split('=') as [string, string];
    await context.addCookies([{ name, value, url: base }]);
  }
  const page = await context.newPage();
  const told: string[] = [];
  page.on(
    'console',
    (message) => message.type() === 'error' && !/status of 4(0[134]|10|22)/.test(message.text()) && told.push(message.text()),
  );
  page.on('pageerror', (error) => told.push(String(error)));
  (page as unknown as { told: string[] }).told = told;
  return page;
}

async function faultsOf(page: Page, path: string): Promise<string[]> {
  const faults: string[] = [];
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (only) => (globalThis as any).axe.run(document, { runOnly: only, resultTypes: ['violations'] }),
    tags,
  );
  for (const violation of violations)
    faults.push(
      `${path}: ${violation.id}: ${violation.nodes
        .map((node: { html: string }) => node.html.slice(0, 120))
        .slice(0, 2)
        .join(' | ')}`,
    );
  const heads = await page.locator('h1').count();
  if (heads !== 1) faults.push(`${path}: ${heads} h1`);
  if (!(await page.title()).trim()) faults.push(`${path}: no title`);
  const told = (page as unknown as { told: string[] }).told;
  faults.push(...told.splice(0).map((line) => `${path}: console: ${line.slice(0, 200)}`));
  return faults;
}
