import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../../test/browser.ts';
import { openHouse, type TestHouse } from '../../../../test/house.ts';
import { importAddresses } from '../../../commons/addresses/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';

const stepTwo = '/segnalazioni/nuova/dati';
const choice = '/segnalazioni/nuova/indirizzo';
const summary = '/segnalazioni/nuova/riepilogo';
const alike = '/segnalazioni/nuova/uguali';
const told = { category: 'roads', title: 'Una buca profonda' };

let house: TestHouse;
let base: string;
/** Where «Via dei Cordai 12/A» is, and the municipality there. */
let lat: number;
let lon: number;
let name: string;
before(async () => {
  house = await openHouse();
  base = await house.listen();
  const place = territoryOf(house.ctx()).municipalities[2]!;
  [lat, lon, name] = [Number(place.outline!.lat.toFixed(7)), Number(place.outline!.lon.toFixed(7)), place.name];
});
after(() => house.close());

test('without a register the words are words, as they were', async () => {
  const cookie = await begin();
  const page = (await house.get(stepTwo, cookie)).body;
  assert.doesNotMatch(page, /data-addresses|Cerca l’indirizzo|address-/);
  const next = await post(stepTwo, { ...told, municipality: slug(), placeLabel: 'via dei Cordai 12', act: 'next' }, cookie);
  assert.equal(next.headers.location, summary);
  assert.equal((await house.get(choice, cookie)).headers.location, stepTwo);
});

test('without JavaScript the addresses found are choices, and the chosen point is the one that is stored', async () => {
  await bringRegister();
  const cookie = await begin();
  // No municipality is needed: the address says it.
  const next = await post(stepTwo, { ...told, placeLabel: 'v. cordai 12', act: 'next' }, cookie);
  assert.equal(next.headers.location, `${choice}?poi=riepilogo`);
  const list = (await house.get(`${choice}?poi=riepilogo`, cookie)).body;
  assert.match(list, /Hai scritto «v\. cordai 12»/);
  assert.match(list, new RegExp(`Via dei Cordai 12/A, ${name}`));
  assert.match(list, /Nessuno di questi: tengo le mie parole/);
  assert.doesNotMatch(list, /Via Roma/);
  const none = await post(`${choice}?poi=riepilogo`, { words: 'v. cordai 12' }, cookie);
  assert.equal(none.statusCode, 422);
  assert.match(none.body, /Scegli un indirizzo, oppure tieni le tue parole/);
  const id = /value="([0-9a-f-]{36})"[^>]*>\s*<label[^>]*>Via dei Cordai 12\/A/.exec(list)![1]!;
  const changed = await post(`${choice}?poi=riepilogo`, { words: 'altre parole', address: id }, cookie);
  assert.match(changed.body, /Hai scritto «v\. cordai 12»/, 'these are not the words for which it was chosen');
  const chosen = await post(`${choice}?poi=riepilogo`, { words: 'v. cordai 12', address: id }, cookie);
  assert.equal(chosen.headers.location, summary);
  assert.match((await house.get(summary, cookie)).body, /Via dei Cordai 12\/A/);
  assert.deepEqual(await sent(cookie), { label: 'Via dei Cordai 12/A', lat, lon, place: name });
});

test('none of these: the words stay and are not looked up again; with a point the words are a label', async () => {
  const cookie = await begin();
  const words = { ...told, placeLabel: 'Via dei Cordai 12, dietro la fontana' };
  const short = { ...told, placeLabel: 'Cordai 12' };
  assert.equal(
    (await post(stepTwo, { ...words, municipality: slug(), act: 'next' }, cookie)).headers.location,
    summary,
    'no such',
  );
  assert.equal(
    (await post(stepTwo, { ...short, municipality: slug(), act: 'next' }, cookie)).headers.location,
    `${choice}?poi=riepilogo`,
  );
  const own = await post(`${choice}?poi=riepilogo`, { words: 'Cordai 12', address: 'none' }, cookie);
  assert.equal(own.headers.location, summary);
  assert.equal((await post(stepTwo, { ...short, municipality: slug(), act: 'next' }, cookie)).headers.location, summary);
  const nowhere = await post(stepTwo, { ...short, municipality: '', act: 'next' }, cookie);
  assert.equal(nowhere.statusCode, 422, 'own words need a municipality');
  const pointed = { ...short, placeLabel: 'Cordai', lat: String(lat), lon: String(lon), municipality: '' };
  assert.equal((await post(stepTwo, { ...pointed, act: 'next' }, cookie)).headers.location, alike, 'told here already');
  assert.equal((await post(alike, { shown: '' }, cookie)).headers.location, summary);
  assert.deepEqual(await sent(cookie), { label: 'Cordai', lat, lon, place: name });
});

test('the button looks the words up, and says when there is nothing', async () => {
  const cookie = await begin();
  const found = await post(stepTwo, { placeLabel: 'cordai', act: 'address' }, cookie);
  assert.equal(found.headers.location, `${choice}?poi=dati`);
  const nothing = await post(stepTwo, { placeLabel: 'via che non esiste', act: 'address' }, cookie);
  assert.equal(nothing.statusCode, 422);
  assert.match(nothing.body, /Non troviamo questo indirizzo/);
  assert.match(nothing.body, /value="via che non esiste"/);
});

for (const width of [390, 1280]) {
  test(`with JavaScript addresses are suggested while one types, by keys alone, at ${width} px`, async (t) => {
    const browser = await openBrowser(t);
    if (!browser) return;
    try {
      const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'it-IT', bypassCSP: false });
      const page = await context.newPage();
      await page.goto(`${base}/segnalazioni/nuova`);
      await page.click('text=Avanti: che cosa e dove');
      await page.fill('input[name=title]', told.title);
      const field = page.getByRole('combobox', { name: 'Via e numero' });
      await field.pressSequentially('cordia 12');
      await page.getByRole('option', { name: `Via dei Cordai 12, ${name}` }).waitFor();
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      assert.deepEqual(await faultsOf(page), []);
      await page.keyboard.press('Escape');
      assert.ok(await page.locator('.ar-suggest').isHidden());
      assert.equal(await field.inputValue(), 'cordia 12', 'closing keeps what was typed');
      await page.keyboard.press('ArrowDown');
      await page.locator('.ar-suggest [role=option]').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const active = await field.getAttribute('aria-activedescendant');
      assert.equal(await page.locator(`#${active}`).textContent(), `Via dei Cordai 12/A, ${name}`);
      assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
      assert.deepEqual(await faultsOf(page), []);
      await field.scrollIntoViewIfNeeded();
      if (process.env['ARENGO_SHOTS']) await page.screenshot({ path: `${process.env['ARENGO_SHOTS']}/suggest-${width}.png` });
      await page.keyboard.press('Enter');
      await page.waitForURL(/#reports-what-point$/);
      assert.equal(await page.inputValue('input[name=placeLabel]'), 'Via dei Cordai 12/A');
      assert.equal(await page.inputValue('input[name=title]'), told.title, 'what was typed is kept');
      assert.match(await page.locator('fieldset').first().innerText(), new RegExp(name));
      await page.check('input[name=category][value=roads]');
      await page.click('text=Avanti: rileggi tutto');
      await page.waitForURL(/uguali$/);
      assert.deepEqual(await faultsOf(page), []);
      await page.click('text=No, è un altro problema');
      await page.waitForURL(/riepilogo$/);
      const [secret] = (await context.cookies()).filter((one) => one.name.startsWith('arengo_draft'));
      assert.deepEqual(await sent(`${secret!.name}=${secret!.value}`), { label: 'Via dei Cordai 12/A', lat, lon, place: name });
    } finally {
      await browser.close();
    }
  });

  test(`the step without JavaScript is accessible at ${width} px`, async (t) => {
    const browser = await openBrowser(t);
    if (!browser) return;
    try {
      const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'it-IT' });
      const page = await context.newPage();
      await page.goto(`${base}/segnalazioni/nuova`);
      await page.click('text=Avanti: che cosa e dove');
      await page.fill('input[name=placeLabel]', 'cordai');
      await page.keyboard.press('Escape');
      await page.click('text=Cerca l’indirizzo');
      await page.getByText('Quale di questi?').waitFor();
      if (process.env['ARENGO_SHOTS'])
        await page.screenshot({ path: `${process.env['ARENGO_SHOTS']}/choice-${width}.png`, fullPage: true });
      assert.deepEqual(await faultsOf(page), []);
      await page.click('text=Avanti');
      assert.ok(await page.locator('.ar-errors').isVisible());
      assert.deepEqual(await faultsOf(page), []);
    } finally {
      await browser.close();
    }
  });
}

async function bringRegister(): Promise<void> {
  const row = (n: number, street: string, number: string, exponent = '') => ({
    line: n,
    sourceId: String(n),
    street,
    locality: '',
    number,
    exponent,
    municipality: null,
    x: lon + (exponent === 'A' ? 0 : n / 10_000),
    y: lat,
  });
  const rows = [
    row(1, 'Via dei Cordai', '12'),
    row(2, 'Via dei Cordai', '12', 'A'),
    row(3, 'Via dei Cordai', '7'),
    row(4, 'Via Roma', '12'),
  ];
  const done = await house.done(importAddresses, { source: 'register', epsg: 4326, rows });
  assert.equal(done.landed, rows.length);
}

async function begin(): Promise<string> {
  const answer = await house.post('/segnalazioni/nuova', { who: 'anonymous' });
  const cookie = [answer.headers['set-cookie']].flat().find((one) => String(one).startsWith('arengo_draft'));
  return String(cookie).split(';')[0]!;
}

function post(url: string, fields: Record<string, string>, cookie: string) {
  return house.post(url, fields, cookie);
}

function slug(): string {
  return territoryOf(house.ctx()).municipalities[2]!.slug;
}

/** Sends the draft; what is then stored of its place. */
async function sent(cookie: string): Promise<{ label: string; lat: number; lon: number; place: string }> {
  const answer = await post(summary, {}, cookie);
  assert.equal(answer.statusCode, 303, answer.body);
  const { rows } = await house.database.pool.query(
    `select e.place_label as label, st_y(e.geometry) as lat, st_x(e.geometry) as lon, p.name as place
     from entries.entries e join territory.places p on p.id = e.place order by e.published desc, e.code desc limit 1`,
  );
  return rows[0];
}

/** What axe finds in the page as it is. */
async function faultsOf(page: Page): Promise<string[]> {
  const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => (window as any).axe.run());
  return violations.map((one: { id: string; nodes: { html: string }[] }) => `${one.id}: ${one.nodes[0]?.html}`);
}
