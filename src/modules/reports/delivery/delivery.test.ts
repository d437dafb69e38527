/** Two houses of Arengo: one passes a report to the other by Open311, and hears how it ends. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openHouse, type TestHouse, type TestPerson } from '../../../../test/house.ts';
import { imagesOf } from '../../../commons/attachments/store.ts';
import { findEntry } from '../../../commons/entries/store.ts';
import { createKey } from '../../../commons/people/actions.ts';
import { changeSetting } from '../../../commons/settings/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import { type Body, findBodyById, insertBody } from '../bodies/store.ts';
import { resolve, takeCharge } from '../desk/actions.ts';
import { reopen } from '../desk/actions-duplicate.ts';
import { addReference, passOutside } from '../desk/actions-passing.ts';
import { sendReport } from '../intake/actions.ts';
import { hearBody, retryDelivery } from './actions.ts';
import { followBodies } from './following.ts';
import { deliver, deliverDue } from './machine.ts';
import { claim, passingsOf } from './store.ts';

const minute = 60_000;
let clock = Date.parse('2026-11-20T09:00:00Z');
const now = () => new Date(clock++);
let theirs: TestHouse;
let ours: TestHouse;
/** Between the two: it passes on, or does what a test wants of a wire. */
let wire: Wire;
/** From them to us: photos are fetched there. */
let back: Wire;
let officer: TestPerson;
let there: TestPerson;
let body: Body;
let key: string;

before(async () => {
  back = await openWire();
  theirs = await openHouse({ now, env: { ARENGO_OUTBOUND_ALLOW: new URL(back.url).host } });
  const { metropolis } = territoryOf(theirs.ctx());
  ({ key } = await theirs.done(createKey, { name: 'Comune', place: metropolis!.id, verbs: ['reports.send'] }));
  there = await theirs.person('Ugo Acque', [{ role: 'metropolitan-administrator', place: metropolis!.id, whole: true }]);
  wire = await openWire(await theirs.listen());
  ours = await openHouse({ now, env: { ARENGO_OUTBOUND_ALLOW: new URL(wire.url).host, ARENGO_ORIGIN: back.url } });
  back.to = await ours.listen();
  const [place] = territoryOf(ours.ctx()).municipalities;
  officer = await ours.person('Rosa Officer', [{ role: 'officer', place: place!.id, whole: false }]);
  body = await keepBody({ endpoint: `${wire.url}/open311/v2`, api_key: key, services: { water: 'roads' } });
});
after(async () => {
  await ours.close();
  wire.close();
  back.close();
  await theirs.close();
});

test('a report goes to the other house, its number comes back as our reference, and what they say stands in our thread', async () => {
  const { code, hop } = await passed('Perdita davanti al forno', 'Esce acqua dal tombino da ieri.');
  assert.match(await page(code), /Passata ad? /);
  await settle();
  const remote = (await delivery(code)).remote!;
  assert.equal((await delivery(code)).state, 'acknowledged');
  const got = await findEntry(theirs.ctx().db, system, remote, 'report');
  assert.equal(got!.topic, 'roads', 'under their code');
  assert.equal(got!.title, (await findEntry(ours.ctx().db, system, code, 'report'))!.title);
  const { rows } = await theirs.database.pool.query('select * from reports.reports where id = $1', [got!.id]);
  assert.match(rows[0].description, new RegExp(`${code}/1[\\s\\S]*/segnalazioni/${code}`));
  assert.deepEqual([rows[0].contact_name, rows[0].contact_email], [null, null]);
  assert.ok(!JSON.stringify(rows[0]).includes('Ada Reporter'));
  assert.match(await page(code), new RegExp(`Loro riferimento: ${remote}`));

  await theirs.done(takeCharge, { code: remote, answer: 'Mandiamo una squadra domani.' }, there);
  clock += 20 * minute;
  await follow();
  assert.match(await page(code), /dice[\s\S]*Mandiamo una squadra domani/);
  assert.equal(await stateOf(code), 'not-ours');
  await theirs.done(resolve, { code: remote, answer: 'Cambiata la guarnizione.' }, there);
  clock += 20 * minute;
  await follow();
  assert.equal((await delivery(code)).remote_status, 'closed');
  assert.equal(await stateOf(code), 'not-ours', 'the office has the last word');
  const cookie = await ours.sessionOf(officer);
  assert.match((await ours.get('/banco/consegne', cookie)).body, /Chiuse da loro[\s\S]*Cambiata la guarnizione/);
  const desk = (await ours.get(`/banco?apri=${code}`, cookie)).body;
  assert.match(desk, /<textarea[^>]*>[^<]*dice di averla chiusa: «Cambiata la guarnizione\.»/, 'ready to be confirmed');
  await ours.done(resolve, { code, answer: 'Acque dice di averla chiusa: «Cambiata la guarnizione.»' }, officer);
  await theirs.done(reopen, { code: remote, answer: 'Perde di nuovo, torniamo.' }, there);
  clock += 600 * minute;
  await follow();
  assert.match(await page(code), /dice: riaperta[\s\S]*Perde di nuovo/);
  assert.equal(await tellings(code), 3);
  clock += 24 * 60 * minute;
  await follow();
  assert.equal(await tellings(code), 3, 'what they say twice is told once');
  assert.ok(hop);
});

test('the photo travels with the report, and where it cannot be fetched the report goes alone', async () => {
  const red = sharp({ create: { width: 90, height: 60, channels: 3, background: 'red' } });
  const taken = await ours.ctx().files.take(await red.jpeg().toBuffer(), 'foto.jpg', 'image');
  assert.ok('id' in taken);
  const pictures = async (title: string, visibility: 'public' | 'private' = 'public') => {
    const { code } = await passed(title, '', body, visibility, undefined, [{ id: taken.id }]);
    await settle();
    const got = await findEntry(theirs.ctx().db, system, (await delivery(code)).remote!, 'report');
    return imagesOf(theirs.ctx().db, [got!.id]);
  };
  const [picture] = await pictures('Perdita con foto');
  const there = await theirs.server.app.inject(`/allegati/${picture!.id}`);
  assert.deepEqual(
    (await sharp(there.rawPayload).stats()).channels.map(({ mean }) => Math.round(mean / 255)),
    [1, 0, 0],
  );
  assert.deepEqual(await pictures('Perdita riservata con foto', 'private'), []);
  back.how = 'away';
  assert.deepEqual(await pictures('Perdita con foto lontana'), []);
  back.how = 'through';
});

test('while the other house is away it is tried again, rarer and rarer, and then delivered once', async () => {
  const { code } = await passed('Perdita di notte');
  wire.how = 'cut';
  await settle();
  for (const pause of [1, 5, 15]) {
    const { state, last_error, next_try } = await delivery(code);
    assert.deepEqual([state, last_error], ['queued', 'unreachable']);
    assert.ok(Math.abs(next_try!.getTime() - clock - pause * minute) < minute / 2, `after ${pause} minutes`);
    assert.match(await page(code), /Non siamo ancora riusciti a consegnarla: riproviamo/);
    await due();
    clock += pause * minute;
    await due();
  }
  assert.equal((await delivery(code)).tries, 4);
  wire.how = 'through';
  clock += 61 * minute;
  await Promise.all([due(), due()]);
  assert.equal((await delivery(code)).state, 'acknowledged');
  assert.equal(await arrived('Perdita di notte'), 1);
});

test('after eight tries it is given up, the desk and everybody are told, and the office has it tried again', async () => {
  const { code } = await passed('Perdita che non parte');
  wire.how = 'away';
  await settle();
  for (let i = 0; i < 8; i++) {
    clock += 25 * 60 * minute;
    await due();
  }
  const { state, tries } = await delivery(code);
  assert.deepEqual([state, tries], ['failed', 8]);
  assert.match(await page(code), /Non siamo ancora riusciti a consegnarla: se ne occupa l’ufficio/);
  const cookie = await ours.sessionOf(officer);
  assert.match((await ours.get('/banco/consegne', cookie)).body, /Non consegnate[\s\S]*Perdita che non parte[\s\S]*HTTP 503/);
  assert.match((await ours.get(`/banco?apri=${code}`, cookie)).body, /Riprova a consegnarla/);
  assert.equal(await ours.refusal(retryDelivery, { code }), 'reports.not-your-office 403');
  wire.how = 'through';
  const pressed = await ours.post(`/banco/${code}/riprova`, {}, cookie);
  assert.equal(pressed.statusCode, 303);
  await settle();
  assert.equal((await delivery(code)).state, 'acknowledged');
  assert.equal(await ours.refusal(retryDelivery, { code }, officer), 'reports.delivery-state 409');
});

test('a key that they do not accept is told at once, in words that say what to do', async () => {
  const wrong = await keepBody({ endpoint: `${wire.url}/open311/v2`, api_key: 'arengo_no' });
  const { code } = await passed('Perdita senza chiave', undefined, wrong);
  await settle();
  assert.deepEqual([(await delivery(code)).state, (await delivery(code)).last_status], ['failed', 403]);
  const desk = (await ours.get(`/banco?apri=${code}`, await ours.sessionOf(officer))).body;
  assert.match(desk, /Non accettano la nostra chiave \(HTTP 403\)[\s\S]*Dicono: «api_key manca o non vale\.»/);
  assert.ok(!desk.includes('arengo_no'));
  // The office reached them by telephone: their number ends it.
  await ours.done(addReference, { code, reference: 'TEL-7' }, officer);
  assert.equal((await delivery(code)).state, 'acknowledged');
});

test('a death between the answer and its keeping loses nothing and sends nothing twice', async () => {
  const { code, hop } = await passed('Perdita e morte');
  wire.how = 'mute';
  // The process asks, they take it, and nobody is there for their answer.
  await deliver(ours.ctx(), { hop });
  wire.how = 'through';
  assert.equal(await arrived('Perdita e morte'), 1);
  assert.equal((await delivery(code)).state, 'queued');
  // The next day their own memory of what was sent the same way is over.
  clock += 26 * 60 * minute;
  await due();
  assert.equal((await delivery(code)).state, 'acknowledged');
  assert.equal(await arrived('Perdita e morte'), 1);

  // Dead before it asked: the lease ends, the next one tries.
  const second = await passed('Perdita e morte prima');
  const claims = await Promise.all(
    Array.from({ length: 6 }, () => claim(ours.ctx().db, second.hop, new Date(clock), 2 * minute)),
  );
  assert.equal(claims.filter(Boolean).length, 1, 'of many at once one tries');
  await due();
  assert.equal((await delivery(second.code)).state, 'queued');
  clock += 3 * minute;
  await due();
  assert.equal((await delivery(second.code)).state, 'acknowledged');
});

test('what is for the office alone goes without its words, its photos and its page', async () => {
  const { code } = await passed('Il vicino di sotto', 'Si chiama Mario e butta tutto.', body, 'private');
  await settle();
  const { remote } = await delivery(code);
  const { rows } = await theirs.database.pool.query(
    'select r.description, e.title from reports.reports r join entries.entries e on e.id = r.id where e.code = $1',
    [remote],
  );
  assert.ok(!JSON.stringify(rows).match(/vicino|Mario|\/segnalazioni\//));
  assert.match(rows[0].description, new RegExp(`riservata ${code}/1`));
});

test('what the office takes back before it left does not leave any more', async () => {
  const { code } = await passed('Perdita ripresa');
  await ours.done(reopen, { code, answer: 'È nostra, ci pensiamo noi.' }, officer);
  await settle();
  assert.equal((await delivery(code)).last_error, 'taken-back');
  assert.equal(await arrived('Perdita ripresa'), 0);
  assert.match(await page(code), /Non serve più consegnarla/);
});

test('what moderation hid is passed to nobody', async () => {
  const { code } = await passed('Perdita nascosta');
  await ours.database.pool.query("update entries.entries set visibility = 'hidden' where code = $1", [code]);
  await settle();
  assert.deepEqual([(await delivery(code)).state, (await delivery(code)).last_error], ['failed', 'hidden']);
  assert.equal(await arrived('Perdita nascosta'), 0);
});

test('what they passed to us does not go back to them by itself', async () => {
  const { code } = await passed('Perdita di ritorno', `La sua pagina: ${wire.url}/segnalazioni/SEG-2026-000001`);
  await settle();
  assert.deepEqual([(await delivery(code)).state, (await delivery(code)).last_error], ['failed', 'loop']);
  assert.equal(await arrived('Perdita di ritorno'), 0);
});

test('whoever knows their number already has reached them: nothing is sent', async () => {
  const { code } = await passed('Perdita già detta', '', body, 'public', '4411');
  await settle();
  assert.equal(await arrived('Perdita già detta'), 0);
  assert.equal((await page(code)).match(/Loro riferimento: 4411/g)?.length, 1);
});

test('a body that is reached by mail gets everything in the mail, answers go to the office, and its reference ends it', async () => {
  const { municipalities, metropolis } = territoryOf(ours.ctx());
  const boss = await ours.person('Capa', [{ role: 'metropolitan-administrator', place: metropolis!.id, whole: true }]);
  await ours.done(
    changeSetting,
    { place: municipalities[0]!.slug, name: 'site.contacts', value: { email: 'ufficio@arenaria.example' } },
    boss,
  );
  const by = await keepBody({ method: 'email', endpoint: null, api_key: null, email: 'guasti@acque.example' });
  const { code } = await passed('Il vicino di sopra', 'Perde il suo tubo.', by, 'private');
  await settle();
  const mail = readdirSync(`${ours.folder}/mails`)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(`${ours.folder}/mails/${name}`, 'utf8'))
    .filter((one) => one.includes('guasti@acque.example'));
  assert.equal(mail.length, 1);
  assert.match(mail[0]!, new RegExp(`${code}/1`));
  assert.match(mail[0]!, /^Reply-To: ufficio@arenaria\.example\r?$/im);
  assert.ok(!mail[0]!.includes(`/segnalazioni/${code}`));
  assert.ok(!mail[0]!.includes('Ada Reporter'));
  assert.equal((await delivery(code)).state, 'sent');
  await ours.done(addReference, { code, reference: 'ACQ-12' }, officer);
  assert.equal((await delivery(code)).state, 'acknowledged');
});

test('a mail that the server does not take is tried again by the machine, not by the queue', async () => {
  const silent = await openHouse({ now, env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  const before = ours;
  try {
    ours = silent;
    const [place] = territoryOf(ours.ctx()).municipalities;
    const [was, them] = [officer, await keepBody({ method: 'email', email: 'guasti@acque.example' })];
    officer = await ours.person('Rosa Officer', [{ role: 'officer', place: place!.id, whole: false }]);
    const { code } = await passed('Perdita per posta', undefined, them);
    officer = was;
    await settle();
    const { state, last_error, tries } = await delivery(code);
    assert.deepEqual([state, last_error, tries], ['queued', 'mail', 1]);
    clock += 2 * minute;
    await due();
    assert.equal((await delivery(code)).tries, 2);
  } finally {
    ours = before;
    await silent.close();
  }
});

test('wires are the house’s own: nobody else says what became of a delivery', async () => {
  const { hop } = await passed('Perdita inventata');
  assert.equal(await ours.refusal(hearBody, { hop, status: 'closed' }, officer), 'reports.not-your-office 403');
  assert.equal(
    await ours.refusal(hearBody, { hop: '00000000-0000-7000-8000-000000000000', status: 'closed' }),
    'kernel.absent 404',
  );
});

interface Wire {
  url: string;
  to: string;
  /** `away`: 503; `cut`: no answer at all; `mute`: they take it, and the answer is lost. */
  how: 'through' | 'away' | 'cut' | 'mute';
  close(): void;
}

async function openWire(to = ''): Promise<Wire> {
  const server = http.createServer((request: IncomingMessage, reply: ServerResponse) => {
    if (opened.how === 'cut') return void request.socket.destroy();
    if (opened.how === 'away') return void reply.writeHead(503).end('<html>Torniamo subito</html>');
    const onward = http.request(`${opened.to}${request.url}`, { method: request.method, headers: request.headers }, (answer) => {
      if (opened.how === 'mute' && request.method === 'POST') {
        answer.resume();
        answer.on('end', () => request.socket.destroy());
        return;
      }
      reply.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(reply);
    });
    onward.on('error', () => request.socket.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const opened: Wire = {
    url: `http://127.0.0.1:${port}`,
    to,
    how: 'through',
    close: () => server.close().closeAllConnections(),
  };
  return opened;
}

let bodies = 0;
async function keepBody(more: Partial<Body & { api_key: string | null }>): Promise<Body> {
  const ctx = ours.ctx();
  const [place] = territoryOf(ctx).municipalities;
  const one = {
    id: ctx.id(),
    place: place!.id,
    code: `acque-${++bodies}`,
    name: 'Acque',
    contact: '800 123',
    jurisdiction: null,
    services: {},
  };
  await insertBody(ctx.db, { ...one, method: 'open311', email: null, endpoint: null, api_key: null, ...more });
  return (await findBodyById(ctx.db, one.id))!;
}

async function passed(
  title: string,
  description = '',
  to = body,
  visibility: 'public' | 'private' = 'public',
  reference?: string,
  photos: { id: string }[] = [],
) {
  const [place] = territoryOf(ours.ctx()).municipalities;
  clock += minute;
  const reporter = await ours.person('Ada Reporter');
  const { lat, lon } = place!.outline!;
  const input = { category: 'water', title, description, lat, lon, placeLabel: 'Via Roma', photos };
  const { code } = await ours.done(sendReport, input, reporter);
  await ours.database.pool.query('update entries.entries set visibility = $2 where code = $1', [code, visibility]);
  await ours.done(passOutside, { code, register: to.id, reference }, officer);
  const [hop] = (await passingsOf(ours.ctx().db, (await findEntry(ours.ctx().db, system, code))!.id)).deliveries.keys();
  return { code, hop: hop! };
}

async function delivery(code: string) {
  const { id } = (await findEntry(ours.ctx().db, system, code))!;
  return [...(await passingsOf(ours.ctx().db, id)).deliveries.values()].at(-1)!;
}

/** What the queue holds. */
const settle = () => ours.jobs.drain();
const due = async () => {
  await deliverDue(ours.ctx());
  await settle();
};
const follow = () => followBodies(ours.ctx());
const page = async (code: string) => {
  ours.server.cache.forget();
  return (await ours.get(`/segnalazioni/${code}`)).body;
};
const stateOf = async (code: string) => (await findEntry(ours.ctx().db, system, code))!.state;
const tellings = async (code: string) =>
  Number(
    (await ours.database.pool.query("select count(*) from kernel.acts where code = $1 and verb = 'reports.hear'", [code])).rows[0]
      .count,
  );
const arrived = async (title: string) =>
  Number((await theirs.database.pool.query('select count(*) from entries.entries where title = $1', [title])).rows[0].count);
