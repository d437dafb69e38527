/** One report from the street to the answer, in a real browser on a phone's screen: without JavaScript for the citizen, with it for the map,
 *  then the officer at the desk; everybody sees it on page, list, search, feed and API. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { openBrowser } from '../browser.ts';
import { openHouse, type TestHouse } from '../house.ts';

let house: TestHouse;
let base: string;

before(async () => {
  house = await openHouse({ world: 'demo' });
  base = await house.listen();
});
after(() => house.close());

test('a citizen without JavaScript tells a hole in the road, with photo and place; the office resolves it; everybody sees it', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const page = await phone(browser, false);
    const code = await tell(page);

    await tellAgain(await phone(browser, false), code);

    await page.click('text=Vedi la segnalazione');
    assert.match(page.url(), new RegExp(`/segnalazioni/${code}$`));
    assert.equal(await page.locator('h1').innerText(), 'Buca profonda davanti alla scuola');
    assert.equal(await page.locator('.ar-photo').getAttribute('alt'), 'La buca, con un piede accanto');
    assert.match(
      await page.locator('.ar-says').innerText(),
      /Una persona che non ha dato il nome/,
      'a name that nobody confirmed is not shown',
    );
    assert.doesNotMatch(await page.content(), /marta\.prova@example\.org|Marta Prova/, 'never the address, never the whole name');

    await atTheDesk(await phone(browser, true), code);

    await page.reload();
    assert.match(await page.locator('.ar-thread').innerText(), /Presa in carico[\s\S]*Riparato in giornata[\s\S]*/);
    assert.match(await page.locator('header .ar-state, .ar-top .ar-state').first().innerText(), /Risolta/);
    await everywhere(code);
  } finally {
    await browser.close();
  }
});

async function signIn(page: Page, who: string): Promise<void> {
  const [name, value] = (await house.enter(who)).split('=') as [string, string];
  await page.context().addCookies([{ name, value, url: base }]);
}

async function whereIs(code: string): Promise<{ lat: number; lon: number }> {
  const { geometry } = (await (await fetch(`${base}/api/v1/reports/${code}`)).json()) as any;
  return { lat: geometry.coordinates[1], lon: geometry.coordinates[0] };
}

async function phone(browser: Browser, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'it-IT', javaScriptEnabled });
  context.setDefaultTimeout(10_000);
  return context.newPage();
}

async function tell(page: Page): Promise<string> {
  await page.goto(`${base}/segnalazioni/nuova`);
  await page.check('input[name=who][value=email]');
  await page.fill('input[name=email]', 'marta.prova@example.org');
  await page.fill('input[name=name]', 'Marta Prova');
  await page.click('text=Avanti: che cosa e dove');

  // Two presses: the first brings the map nearer, the second says exactly where.
  for (let press = 0; press < 2; press++) {
    const map = page.locator('input[type=image]:visible');
    const box = (await map.boundingBox())!;
    await map.click({ position: { x: box.width * 0.6, y: box.height * 0.5 } });
  }
  assert.match(await page.locator('.ar-found').innerText(), /Risponde: Comune di/);

  await page.click('text=Avanti: rileggi tutto');
  assert.match(await page.title(), /^Errore:/);
  assert.match(await page.locator('.ar-errors').innerText(), /Scegli il tipo di problema[\s\S]*Scrivi un titolo/);

  await page.check('input[name=category][value=roads]');
  await page.fill('input[name=title]', 'Buca profonda davanti alla scuola');
  await page.fill('textarea[name=description]', 'Larga come un tombino.');
  await page.fill('input[name=placeLabel]', 'via dei Cordai 42');
  const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#887766' } })
    .jpeg()
    .toBuffer();
  await page.setInputFiles('input[type=file]', { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.click('text=Carica le foto');
  assert.equal(await page.inputValue('input[name=title]'), 'Buca profonda davanti alla scuola', 'what was typed is kept');
  await page.fill('input[name=alt-0]', 'La buca, con un piede accanto');
  await page.click('text=Avanti: rileggi tutto');

  assert.match(await page.locator('dl').innerText(), /via dei Cordai 42[\s\S]*Strade e marciapiedi[\s\S]*Larga come un tombino/);
  await page.click('text=Invia la segnalazione');
  const title = await page.locator('.ar-confirm h1').innerText();
  const code = /SEG-\d{4}-\d{6}/.exec(title)?.[0];
  assert.ok(code, title);
  assert.match(await page.locator('.ar-receipt .ar-code').innerText(), /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  return code;
}

/** Who meets the same hole is shown it, and one press of a real finger on it is enough: nothing lies over its button, there or among the follows. */
async function tellAgain(page: Page, code: string): Promise<void> {
  await signIn(page, 'marta-dossena');
  const { lat, lon } = await whereIs(code);
  await page.goto(`${base}/segnalazioni/nuova`);
  await page.click('text=Avanti: che cosa e dove');
  for (const [name, value] of [
    ['lat', lat],
    ['lon', lon],
  ] as const)
    await page.locator(`input[type=hidden][name=${name}]`).evaluate((input: any, text) => (input.value = text), String(value));
  await page.check('input[name=category][value=roads]');
  await page.fill('input[name=title]', 'Voragine in strada');
  await page.click('text=Avanti: rileggi tutto');
  await page.click('button:has-text("È questa, anche a me")');
  assert.match(page.url(), new RegExp(`/segnalazioni/${code}$`));
  await page.goto(`${base}/notifiche`);
  await page.click('button:has-text("Non seguire più")');
  assert.doesNotMatch(await page.locator('main').innerText(), /Buca profonda/);
}

async function atTheDesk(page: Page, code: string): Promise<void> {
  await signIn(page, 'elena-sarpieri');
  await page.goto(`${base}/banco?apri=${code}`);
  assert.equal(await page.locator('.ar-panel h2').first().innerText(), 'Buca profonda davanti alla scuola');
  await page.locator('.ar-panel details[open] button:has-text("Prendi in carico")').click();
  await page.locator('.ar-panel summary:has-text("Segna come risolta")').click();
  const form = page.locator('.ar-panel details:has(summary:has-text("Segna come risolta"))');
  await form.locator('textarea').fill('Riparato in giornata dalla squadra.');
  await form.locator('button:has-text("Segna come risolta")').click();
  assert.match(await page.locator('.ar-panel').innerText(), /Risolta/);
}

async function everywhere(code: string): Promise<void> {
  await house.settle();
  const seen = async (path: string) => {
    const answer = await fetch(base + path);
    assert.equal(answer.status, 200, path);
    assert.ok((await answer.text()).includes(code), `${path} does not show ${code}`);
  };
  await seen('/segnalazioni?stato=resolved&q=buca+scuola');
  await seen('/cerca?q=buca+profonda+scuola');
  await seen(`/cerca?q=${code}`);
  await seen('/segnalazioni.atom');
  await seen('/segnalazioni.geojson');
  await seen('/segnalazioni.csv');
  await seen('/api/v1/entries?kind=report&limit=5');
  await seen(`/api/v1/reports/${code}`);
  await seen('/mappa');
}
