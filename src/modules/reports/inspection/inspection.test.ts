import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { BrowserContext } from 'playwright-core';
import sharp from 'sharp';
import { openBrowser } from '../../../../test/browser.ts';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { all } from '../../../kernel/database/store.ts';
import { inspect } from './actions.ts';

let house: TestHouse;
let base: string;
let a: Place;
let b: Place;
let officer: TestPerson;
let colleague: TestPerson;
let officerOfB: TestPerson;

before(async () => {
  house = await openHouse();
  base = await house.listen();
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a.id, whole: false }]);
  colleague = await house.person('Bruno Serra', [{ role: 'officer', place: a.id, whole: false }]);
  officerOfB = await house.person('Ada Melis', [{ role: 'officer', place: b.id, whole: false }]);
});
after(() => house.close());

test('a press that arrives many times at once is one; its key is good for nothing else', async () => {
  const [one, two] = [await house.report(), await house.report()];
  const press = { code: one.code, key: house.ctx().id(), act: 'note', text: 'Il tombino è rotto a metà.' };
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => house.perform(inspect, press, officer)));
  assert.ok(
    outcomes.every((outcome) => 'done' in outcome),
    'each of them hears that it is done',
  );
  assert.equal((await notesOf(one.id)).length, 1);
  assert.equal(await house.refusal(inspect, { ...press, code: two.code }, officer), 'reports.inspection-key 409');
  assert.equal(await house.refusal(inspect, press, colleague), 'reports.inspection-key 409');
  assert.equal(await house.refusal(inspect, { ...press, key: house.ctx().id() }, officerOfB), 'reports.not-your-office 403');
});

test('a refused press does nothing and uses up no key', async () => {
  const { id, code } = await house.report();
  const press = { code, key: house.ctx().id(), act: 'resolve' };
  assert.ok('invalid' in (await house.perform(inspect, press, officer)), 'nothing is resolved without words');
  assert.equal(await stateOf(id), 'sent');
  await house.done(inspect, { ...press, text: 'Riparato sul posto.' }, officer);
  assert.equal(await stateOf(id), 'resolved');
});

test('without script: the same buttons, with a photo that everybody sees, and what was typed comes back', async () => {
  const { id, code, title } = await house.report({ title: 'Grata divelta in piazza' });
  const cookie = await house.sessionOf(officer);
  const page = await house.get('/banco/sopralluogo', cookie);
  assert.match(page.body, new RegExp(title));
  const short = await house.post(`/banco/sopralluogo/${code}`, { key: house.ctx().id(), act: 'resolve', text: 'Ok' }, cookie);
  assert.equal(short.statusCode, 422);
  assert.match(short.body, /Scrivi almeno qualche parola/);
  assert.match(short.body, />Ok<\/textarea>/);
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  const form = new FormData();
  for (const [name, value] of Object.entries({ key: house.ctx().id(), act: 'photo', text: 'La grata rimessa a posto' }))
    form.set(name, value);
  form.set('photo', new Blob([new Uint8Array(picture)]), 'grata.jpg');
  const sent = await fetch(`${base}/banco/sopralluogo/${code}`, {
    method: 'POST',
    body: form,
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  });
  assert.equal(sent.status, 303);
  const shown = (await house.get(`/segnalazioni/${code}`)).body;
  assert.match(shown, /alt="La grata rimessa a posto"/);
  assert.match(shown, /Foto dell’ufficio/);
  assert.equal(await stateOf(id), 'sent');
});

test('around a point: the nearest first, and the point is in no address', async () => {
  const at = (lat: number, title: string) => house.report({ title, geometry: { type: 'Point', coordinates: [14.55, lat] } });
  await at(39.41, 'Lontana lontana');
  await at(39.401, 'Vicina vicina');
  const cookie = await house.sessionOf(officer);
  const page = await house.post('/banco/sopralluogo', { lat: '39.4', lon: '14.55' }, cookie);
  assert.match(page.body, /a 111 m/);
  assert.ok(page.body.indexOf('Vicina vicina') < page.body.indexOf('Lontana lontana'));
  assert.doesNotMatch(page.body, /39\.4(?!\d)/);
});

test('with the network cut off a press waits on the phone, and is sent once when it is back', async (t) => {
  await inBrowser(t, async (context) => {
    const { id, code } = await house.report({ title: 'Albero caduto' });
    const page = await context.newPage();
    await page.goto(`${base}/banco/sopralluogo`);
    const form = page.locator(`form[data-report="${code}"]`);
    await page.locator(`[id="${code}"] summary`).click();
    await context.setOffline(true);
    await form.locator('textarea').fill('Il tronco ostruisce la ciclabile.');
    await form.getByRole('button', { name: 'Nota interna' }).click();
    await form.getByText('Non ancora inviata').waitFor();
    assert.match((await page.locator('[data-pending]').textContent())!, /Non ancora inviate: 1\. Albero caduto/);
    assert.equal(await form.locator('textarea').inputValue(), 'Il tronco ostruisce la ciclabile.');
    assert.equal((await notesOf(id)).length, 0);
    await context.setOffline(false);
    await form.getByText('Inviata.').waitFor();
    assert.deepEqual(await notesOf(id), [{ text: 'Il tronco ostruisce la ciclabile.' }]);
    await page.reload();
    await page.waitForTimeout(500);
    assert.equal((await notesOf(id)).length, 1, 'the phone has forgotten it');
    assert.equal(await page.locator(`form[data-report="${code}"] textarea`).inputValue(), '');
  });
});

test('without network the page opens as it was last seen, takes presses that are new ones, and is gone once the server shows the door', async (t) => {
  await inBrowser(t, async (context) => {
    const { id, code } = await house.report({ title: 'Ponticello scivoloso' });
    const page = await context.newPage();
    const address = `${base}/banco/sopralluogo`;
    await page.goto(address);
    await page.waitForFunction(() => caches.open('arengo-inspection').then(async (cache) => (await cache.keys()).length > 3));
    const note = async (words: string) => {
      if (
        !(await page
          .locator(`[id="${code}"] details`)
          .getAttribute('open')
          .then((open) => open !== null))
      )
        await page.locator(`[id="${code}"] summary`).click();
      await page.locator(`form[data-report="${code}"] textarea`).fill(words);
      await page.locator(`form[data-report="${code}"]`).getByRole('button', { name: 'Nota interna' }).click();
    };
    await note('Vista con la rete.');
    await page.getByText('Inviata.').waitFor();
    await context.setOffline(true);
    await page.goto(address);
    assert.equal(await page.locator(`form[data-report="${code}"] textarea`).inputValue(), '');
    await note('Vista senza rete.');
    await page.locator('[data-pending]').getByText('Ponticello scivoloso').waitFor();
    await context.setOffline(false);
    await page.locator(`form[data-report="${code}"]`).getByText('Inviata.').waitFor();
    assert.deepEqual((await notesOf(id)).map(({ text }) => text).sort(), ['Vista con la rete.', 'Vista senza rete.']);
    await context.clearCookies();
    await page.goto(address);
    assert.match(page.url(), /\/entra/);
    await context.setOffline(true);
    await assert.rejects(page.goto(address), 'nothing of the office stays behind the door');
  });
});

test('without network two notes on one report are two: the second does not take the place of the first', async (t) => {
  await inBrowser(t, async (context) => {
    const { id, code } = await house.report({ title: 'Palo piegato' });
    const page = await context.newPage();
    await page.goto(`${base}/banco/sopralluogo`);
    const form = page.locator(`form[data-report="${code}"]`);
    await page.locator(`[id="${code}"] summary`).click();
    await context.setOffline(true);
    const press = async (text: string) => {
      await form.locator('textarea').fill(text);
      await form.getByRole('button', { name: 'Nota interna' }).click();
    };
    await press('Il palo è piegato verso la strada.');
    await page.getByText('Non ancora inviate: 1.').waitFor();
    await press('Messo un nastro intorno.');
    await page.getByText('Non ancora inviate: 2.').waitFor();
    await press('Messo un nastro intorno.');
    await context.setOffline(false);
    await form.getByText('Inviata.').waitFor();
    await page.waitForFunction(() => document.querySelector('[data-pending]')?.textContent === '');
    const texts = (await notesOf(id)).map(({ text }) => text).sort();
    assert.deepEqual(texts, ['Il palo è piegato verso la strada.', 'Messo un nastro intorno.']);
  });
});

test('an answer that was lost on its way makes no second note', async (t) => {
  await inBrowser(t, async (context) => {
    const { id, code } = await house.report({ title: 'Muro pericolante' });
    const page = await context.newPage();
    await page.goto(`${base}/banco/sopralluogo`);
    let lost = 0;
    await page.route(`**/banco/sopralluogo/${code}`, async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.locator(`[id="${code}"] summary`).click();
    const form = page.locator(`form[data-report="${code}"]`);
    await form.locator('textarea').fill('Transennato il marciapiede.');
    await form.getByRole('button', { name: 'Nota interna' }).click();
    await form.getByText('Non ancora inviata').waitFor();
    assert.equal((await notesOf(id)).length, 1, 'the server has it already');
    // The page is closed and opened again.
    await page.reload();
    await page.waitForFunction(async () => {
      const open = indexedDB.open('arengo-inspection', 1);
      const database = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
      const count = database.transaction('presses').objectStore('presses').count();
      return (await new Promise<number>((done) => (count.onsuccess = () => done(count.result)))) === 0;
    });
    assert.ok(lost >= 2, 'it was sent again');
    assert.equal((await notesOf(id)).length, 1);
  });
});

test('the session ended meanwhile: what was typed stays, and is sent after signing in, by nobody else', async (t) => {
  await inBrowser(t, async (context) => {
    const { id, code } = await house.report({ title: 'Panchina rotta' });
    const page = await context.newPage();
    await page.goto(`${base}/banco/sopralluogo`);
    await page.locator(`[id="${code}"] summary`).click();
    await context.clearCookies();
    const form = page.locator(`form[data-report="${code}"]`);
    await form.locator('textarea').fill('Mancano due doghe.');
    await form.getByRole('button', { name: 'Nota interna' }).click();
    await form.getByRole('link', { name: /accedi di nuovo/ }).waitFor();
    assert.equal(await form.locator('textarea').inputValue(), 'Mancano due doghe.');
    assert.equal((await notesOf(id)).length, 0);
    await signIn(context, colleague);
    await page.goto(`${base}/banco/sopralluogo`);
    await page.waitForTimeout(800);
    assert.equal((await notesOf(id)).length, 0, 'a colleague on the same phone does not sign it');
    await signIn(context, officer);
    await page.goto(`${base}/banco/sopralluogo`);
    await page.locator(`form[data-report="${code}"]`).getByText('Inviata.').waitFor();
    assert.equal((await notesOf(id)).length, 1);
  });
});

async function inBrowser(t: Parameters<typeof openBrowser>[0], run: (context: BrowserContext) => Promise<void>): Promise<void> {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'it-IT' });
    await signIn(context, officer);
    await run(context);
  } finally {
    await browser.close();
  }
}

async function signIn(context: BrowserContext, person: TestPerson): Promise<void> {
  const [name, value] = (await house.sessionOf(person)).split('=') as [string, string];
  await context.addCookies([{ name, value, url: base }]);
}

async function notesOf(report: string): Promise<{ text: string }[]> {
  return all(house.ctx().db, sql<{ text: string }>`select text from reports.internal_notes where report = ${report}`);
}

async function stateOf(id: string): Promise<string> {
  const [row] = await all(house.ctx().db, sql<{ state: string }>`select state from entries.entries where id = ${id}`);
  return row!.state;
}
