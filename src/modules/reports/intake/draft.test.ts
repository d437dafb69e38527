import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../../test/house.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';

const stepOne = '/segnalazioni/nuova';
const stepTwo = `${stepOne}/dati`;
const changed = /Hai cambiato questa bozza in un’altra scheda/;

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

test('what was left half-way is offered on coming back, and can be left for a new one', async () => {
  const cookie = await begin();
  assert.doesNotMatch((await house.get(stepOne, cookie)).body, /lasciata a metà/, 'nothing was told yet');
  await keep(cookie, { title: 'La buca lasciata' });
  assert.match((await house.get(stepOne, cookie)).body, /lasciata a metà[\s\S]*Continua «La buca lasciata»/);
  const anew = await house.post(`${stepOne}/da-capo`, {}, cookie);
  assert.match(String(anew.headers['set-cookie']), /arengo_draft_report=;/);
});

test('the picture of the map has a drop where a point was chosen, and none before', async () => {
  const picture = async (point: string) =>
    (await house.get(`${stepOne}/carta.svg?s=point&lat=39.4&lon=14.5&m=2000${point}`)).body;
  assert.match(await picture('&p=39.4,14.5'), /<g transform="translate\(144 150\)"/);
  for (const none of ['', '&p=', '&p=39.4', '&p=39.4,', '&p=somewhere'])
    assert.doesNotMatch(await picture(none), /translate/, none);
});

test('the summary says where the map was pressed, and the name beside the address', async () => {
  const sent = await house.post(stepOne, { who: 'email', email: 'ivo@example.org', name: 'Ivo Solari' });
  const cookie = String(sent.headers['set-cookie']).split(';')[0]!;
  const { lat, lon } = territoryOf(house.ctx()).municipalities[0]!.outline!;
  await keep(cookie, { title: 'Una buca senza via', category: 'roads', lat: lat.toFixed(5), lon: lon.toFixed(5) });
  const page = (await house.get(`${stepOne}/riepilogo`, cookie)).body;
  assert.ok(page.includes(`Il punto che hai segnato (${lat.toFixed(5)}, ${lon.toFixed(5)}), Comune di`));
  assert.match(page, /Ivo Solari, ivo@example\.org/);
});

test('of two tabs that keep the same draft the second is told, and keeps it only by pressing again', async () => {
  const cookie = await begin();
  const shown = hiddenOf((await house.get(stepTwo, cookie)).body);
  assert.equal((await keep(cookie, { ...shown, title: 'La buca del mattino' })).statusCode, 303);
  const late = await keep(cookie, { ...shown, title: 'La buca della sera', description: 'Scritta con calma' });
  assert.equal(late.statusCode, 409);
  assert.match(late.body, changed);
  assert.match(late.body, /value="La buca della sera"[\s\S]*Scritta con calma/, 'what was typed stands in the form');
  const kept = (await house.get(stepTwo, cookie)).body;
  assert.match(kept, /La buca del mattino/);
  assert.doesNotMatch(kept, /Scritta con calma/);
  assert.equal((await keep(cookie, { ...hiddenOf(late.body), title: 'La buca della sera' })).statusCode, 303);
  assert.match((await house.get(stepTwo, cookie)).body, /La buca della sera/);
});

test('of many tabs at once one is kept, and each of the others gets its own words back', async () => {
  const cookie = await begin();
  const shown = hiddenOf((await house.get(stepTwo, cookie)).body);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => keep(cookie, { ...shown, title: `Scheda numero ${i}` })),
  );
  const won = answers.findIndex((answer) => answer.statusCode === 303);
  assert.deepEqual(
    answers.map((answer) => answer.statusCode),
    answers.map((_, i) => (i === won ? 303 : 409)),
  );
  for (const [i, answer] of answers.entries()) if (i !== won) assert.match(answer.body, new RegExp(`value="Scheda numero ${i}"`));
  assert.match((await house.get(stepTwo, cookie)).body, new RegExp(`value="Scheda numero ${won}"`));
});

test('the same form sent many times at once is nobody else’s change', async () => {
  const cookie = await begin();
  const shown = hiddenOf((await house.get(stepTwo, cookie)).body);
  const answers = await Promise.all(Array.from({ length: 8 }, () => keep(cookie, { ...shown, title: 'Premuto due volte' })));
  assert.deepEqual(new Set(answers.map((answer) => answer.statusCode)), new Set([303]));
});

test('step one of one tab and step two of another touch each other not; two of step one do', async () => {
  const cookie = await begin();
  const one = hiddenOf((await house.get(stepOne, cookie)).body);
  const two = hiddenOf((await house.get(stepTwo, cookie)).body);
  assert.equal((await keep(cookie, { ...two, title: 'Il lampione spento' })).statusCode, 303);
  const who = { who: 'email', email: 'marta@example.org', name: 'Marta' };
  const both = await house.post(stepOne, { ...one, ...who, who: 'anonymous', email: '', name: '' }, cookie);
  assert.equal(both.statusCode, 303, 'nothing of what it says was changed');
  assert.equal(
    (await house.post(stepOne, { ...hiddenOf((await house.get(stepOne, cookie)).body), ...who }, cookie)).statusCode,
    303,
  );
  const late = await house.post(stepOne, { ...one, ...who, email: 'altra@example.org' }, cookie);
  assert.equal(late.statusCode, 409);
  assert.match(late.body, changed);
  assert.match(late.body, /altra@example\.org/);
  assert.match((await house.get(stepOne, cookie)).body, /marta@example\.org/);
  assert.match((await house.get(stepTwo, cookie)).body, /Il lampione spento/);
});

async function begin(): Promise<string> {
  const answer = await house.post(stepOne, { who: 'anonymous' });
  const cookie = [answer.headers['set-cookie']].flat().find((one) => String(one).startsWith('arengo_draft'));
  return String(cookie).split(';')[0]!;
}

/** What a browser sends back of a page without being asked. */
function hiddenOf(body: string): Record<string, string> {
  const form = /<form class="ar-form"[\s\S]*?<\/form>/.exec(body)![0];
  return Object.fromEntries(
    [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
}

function keep(cookie: string, fields: Record<string, string>) {
  return house.post(stepTwo, { ...fields, act: 'save' }, cookie);
}
