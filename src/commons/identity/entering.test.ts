import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pino from 'pino';
import { checkLetter } from '../../protocols/fiscal-code/fiscal-code.ts';
import { type Jar, newCode, openIdentity } from './identity.testing.ts';
import { forgetOld } from './store.ts';

const lines: string[] = [];
const identity = await openIdentity({ log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }) });
const { start, answerTo, noTo, deliver, enter, ask, form, rows, whoIs, jarOf, pass } = identity;
after(() => identity.house.close());

const everyCode: string[] = [];
const code = (born?: string) => {
  everyCode.push(newCode(born));
  return everyCode.at(-1)!;
};

test('the sign-in page offers both, and the list of providers works without script', async () => {
  const page = await ask({}, '/entra?next=%2Fmappa');
  assert.match(page.body, /href="\/entra\/spid\?next=%2Fmappa"[\s\S]*Entra con SPID[\s\S]*Entra con CIE/);
  const list = await ask({}, '/entra/spid?next=%2Fmappa');
  assert.match(
    list.body,
    /href="\/entra\/spid\?idp=https%3A%2F%2Fspid\.example&amp;next=%2Fmappa&amp;livello=2"[^>]*>\s*Gestore di spid\.example/,
  );
  assert.equal((await ask({}, '/entra/spid?idp=https%3A%2F%2Faltro.example')).statusCode, 404);
});

test('whoever comes certified and is new has an account with the certified name, and lands where they wanted', async () => {
  const jar: Jar = {};
  const entered = await enter(jar, { code: code() }, { next: '/segnalazioni/nuova?passo=2' });
  assert.deepEqual([entered.statusCode, entered.headers.location], [303, '/segnalazioni/nuova?passo=2']);
  const who = await whoIs(jar);
  assert.deepEqual([who?.name, who?.assurance, who?.email], ['Marta Dossena', 'substantial', null]);
  const profile = await ask(jar, '/profilo');
  assert.match(profile.body, /La tua identità è verificata[\s\S]*SPID[\s\S]*Gestore di spid\.example, il 30 novembre 2026/);
});

test('SPID and CIE of one person meet in one account, whose certainty rises and never falls', async () => {
  const mine = code();
  const [spid, cie, again] = [{}, {}, {}] as [Jar, Jar, Jar];
  await enter(spid, { code: mine });
  await enter(cie, { code: mine, level: 3 }, { source: 'cie', level: 3 });
  assert.equal((await whoIs(cie))?.id, (await whoIs(spid))?.id);
  assert.equal((await whoIs(cie))?.assurance, 'high');
  await enter(again, { code: mine, name: 'ALTRO' });
  assert.deepEqual([(await whoIs(again))?.assurance, (await whoIs(again))?.name], ['high', 'Marta Dossena']);
  const proofs = await rows(
    'select source, level from identity.proofs where person = $1 order by source',
    (await whoIs(spid))!.id,
  );
  assert.deepEqual(proofs, [
    { source: 'cie', level: 'high' },
    { source: 'spid', level: 'substantial' },
  ]);
  const [act] = await rows(`select assurance from kernel.acts where verb = 'identity.enter' order by seq desc limit 1`);
  assert.ok(act);
});

test('letters of omocodia are another person', async () => {
  const [one, other] = [{}, {}] as [Jar, Jar];
  await enter(one, { code: 'RSSMRA80A01H501U' });
  await enter(other, { code: `RSSMRA80A01H50M${checkLetter('RSSMRA80A01H50M')}` });
  assert.notEqual((await whoIs(one))?.id, (await whoIs(other))?.id);
});

test('an account of an e-mail that asks from its session becomes certified, with all that is its own', async () => {
  const person = await identity.house.person('Ilaria Prova');
  const jar = await jarOf(person);
  const entered = await enter(jar, { code: code() }, { next: '/profilo' });
  assert.equal(entered.headers.location, '/profilo');
  const who = await whoIs(jar);
  assert.deepEqual(
    [who?.id, who?.name, who?.assurance, who?.email],
    [person.person, 'Ilaria Prova', 'substantial', person.email],
  );
});

test('another person at the same browser is another account: what is certified is never taken over', async () => {
  const jar: Jar = {};
  await enter(jar, { code: code() });
  const first = (await whoIs(jar))!.id;
  await enter(jar, { code: code(), name: 'PIETRO' });
  assert.notEqual((await whoIs(jar))!.id, first);
  assert.equal((await rows('select count(*)::int as n from identity.fiscal where person = $1', first))[0].n, 1);
});

test('under fourteen there is no account, and nothing is kept', async () => {
  const before = (await rows('select count(*)::int as n from people.people'))[0].n;
  const question = await start({});
  const no = await deliver('spid', answerTo(question, { code: code('13A01'), born: '2013-01-01' }));
  assert.equal(no.statusCode, 403);
  assert.match(no.body, /Ci rivediamo a 14 anni/);
  assert.equal((await rows('select count(*)::int as n from people.people'))[0].n, before);
  assert.equal((await rows('select count(*)::int as n from identity.requests where id = $1', question.id))[0].n, 0);
});

test('what a provider says instead of yes is told in the national wording, and its question is over', async () => {
  for (const [number, sentence] of [
    ['nr19', 'ripetuta sottomissione di credenziali errate'],
    ['nr20', 'privo di credenziali compatibili'],
    ['nr21', 'Timeout durante l’autenticazione'],
    ['nr22', 'nega il consenso'],
    ['nr23', 'sospesa o revocata'],
    ['nr25', 'annullato dall’utente'],
  ] as const) {
    const question = await start({});
    const no = await deliver('spid', noTo(question, number));
    assert.equal(no.statusCode, 403);
    assert.ok(no.body.includes(sentence), sentence);
    assert.equal((await deliver('spid', answerTo(question, { code: code() }))).statusCode, 403, 'the question is over');
    const [exchange] = await rows('select outcome from identity.exchanges where request = $1', question.id);
    assert.equal(exchange.outcome, number);
  }
});

test('an answer of a lower level than was asked for is told in words, and its question is over', async () => {
  const question = await start({});
  const no = await deliver('spid', answerTo(question, { code: code(), level: 1 }));
  assert.equal(no.statusCode, 403);
  assert.match(no.body, /livello di sicurezza più basso/);
  assert.equal((await deliver('spid', answerTo(question, { code: code() }))).statusCode, 403);
});

test('an answer is used once: again, at the same instant, and after a restart', async () => {
  const jar: Jar = {};
  const question = await start(jar);
  const answer = answerTo(question, { code: code() });
  const two = await Promise.all([deliver('spid', answer), deliver('spid', answer)]);
  assert.deepEqual(two.map((one) => one.statusCode).sort(), [303, 403]);
  assert.equal((await deliver('spid', answer)).statusCode, 403);
  const back = two.find((one) => one.statusCode === 303)!.headers.location!;
  await identity.restart();
  assert.equal((await deliver('spid', answer)).statusCode, 403);
  assert.equal((await ask(jar, back)).statusCode, 303, 'the way back outlives the restart');
  assert.equal((await ask(jar, back)).statusCode, 410, 'and is gone once');
});

test('an answer to another question, to no question, late, or of another system is refused', async () => {
  const [one, other] = [await start({}), await start({})];
  const answer = answerTo({ ...one, id: other.id }, { code: code() });
  await deliver('spid', noTo(other, 'nr25'));
  assert.equal((await deliver('spid', answer)).statusCode, 403);
  assert.equal((await deliver('spid', answerTo({ ...one, id: '_inventata' }, { code: code() }))).statusCode, 403);
  assert.equal((await deliver('cie', answerTo(one, { code: code() }))).statusCode, 403);
  pass(21 * 60_000);
  assert.equal((await deliver('spid', answerTo(one, { code: code() }))).statusCode, 403);
});

test('nobody is signed in with the answer of somebody else: the way back needs the browser that asked', async () => {
  const theirs: Jar = {};
  const question = await start(theirs);
  const back = (await deliver('spid', answerTo(question, { code: code() }))).headers.location!;
  const victim: Jar = {};
  await start(victim);
  for (const jar of [{}, victim, { arengo_identity: '' }] as Jar[]) {
    const answer = await ask(jar, back);
    assert.equal(answer.statusCode, 410);
    assert.equal(
      answer.cookies.find(({ name }) => name === 'arengo_session'),
      undefined,
    );
  }
  assert.equal((await ask(theirs, back)).statusCode, 303);
});

test('only the addresses of answers take forms of other sites, and look at no cookie', async () => {
  const person = await identity.house.person('Qualcuno');
  const jar = await jarOf(person);
  const elsewhere = { 'sec-fetch-site': 'cross-site', cookie: `arengo_session=${jar['arengo_session']}` };
  assert.match((await ask({}, '/esci', form({}, elsewhere))).body, /non viene da questo sito/);
  assert.match((await ask({}, '/entra/identita', form({ code: 'x' }, elsewhere))).body, /non viene da questo sito/);
  const slo = await ask({}, '/spid/slo', form({}, elsewhere));
  assert.equal(slo.statusCode, 200);
  assert.match(slo.body, /non hai una sessione aperta/);
});

test('five megabytes are refused before anybody reads them', async () => {
  assert.equal((await deliver('spid', 'A'.repeat(5_000_000))).statusCode, 413);
  assert.equal((await deliver('spid', 'A'.repeat(139_000))).statusCode, 403);
});

test('two first sign-ins of one person at once are one account', async () => {
  for (let round = 0; round < (process.env['ARENGO_DEEP'] ? 50 : 3); round++) {
    const mine = code();
    const jars: Jar[] = [{}, {}, {}, {}];
    const backs = await Promise.all(
      jars.map(async (jar) => {
        const question = await start(jar);
        return (await deliver('spid', answerTo(question, { code: mine }))).headers.location!;
      }),
    );
    const entered = await Promise.all(jars.map((jar, i) => ask(jar, backs[i]!)));
    assert.deepEqual(
      entered.map(({ statusCode }) => statusCode),
      [303, 303, 303, 303],
    );
    for (const [i, answer] of entered.entries()) identity.keep(jars[i]!, answer);
    const ids = await Promise.all(jars.map(async (jar) => (await whoIs(jar))!.id));
    assert.equal(new Set(ids).size, 1);
  }
});

test('questions go after their day, what was exchanged after twenty-four months', async () => {
  const { db } = identity.house.database;
  await start({});
  await forgetOld(db, new Date('2028-11-29T00:00:00Z'));
  assert.equal((await rows('select count(*)::int as n from identity.requests'))[0].n, 0);
  assert.notEqual((await rows('select count(*)::int as n from identity.exchanges'))[0].n, 0);
  await forgetOld(db, new Date('2028-12-02T00:00:00Z'));
  assert.equal((await rows('select count(*)::int as n from identity.exchanges'))[0].n, 0);
});

test('no fiscal code stands in the log, in the register or in any table', async () => {
  const tables = await rows(
    `select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('identity', 'people', 'kernel') and table_type = 'BASE TABLE'`,
  );
  const kept = (await Promise.all(tables.map(({ name }) => rows(`select t::text as row from ${name} t`))))
    .flat()
    .map(({ row }) => row)
    .join('\n');
  const logged = lines.join('');
  assert.ok(logged.includes('an answer is a no'), 'the log was written');
  assert.ok(everyCode.length > 10);
  for (const mine of everyCode) {
    assert.ok(!logged.includes(mine), 'log');
    assert.ok(!kept.includes(mine), 'tables');
  }
  assert.doesNotMatch(logged, /DOSSENA|Dossena/);
});
