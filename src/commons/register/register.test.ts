/** The register as everybody reads it: pages, receipts, and what its entries do not say. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { countStatements } from '../../../test/statements.ts';
import { writeAct } from '../../kernel/register/register.ts';
import { supportReport } from '../../modules/reports/actions.ts';
import { readBundle } from '../../protocols/tlog/bundle.ts';
import { checkLog } from '../../protocols/tlog/checking.ts';
import { readVerifier } from '../../protocols/tlog/note.ts';
import { checkReceipt, readReceipt } from '../../protocols/tlog/receipt.ts';
import { comment, thank } from '../discussion/actions.ts';
import { flag } from '../moderation/actions.ts';
import { follow } from '../notices/actions.ts';

let house: TestHouse;
let person: TestPerson;
before(async () => {
  house = await openHouse();
  person = await house.person('Orsola Tagliaferri');
});
after(() => house.close());

const rows = async (statement: string) => (await house.database.pool.query(statement)).rows;
const get = (url: string, cookie?: string) => {
  house.server.cache.forget();
  return house.get(url, cookie);
};
const verifier = async () => readVerifier((await get('/registro/log/key')).body)!;

async function said(thing: { id: string; code: string }): Promise<string> {
  const act = await house.database.db
    .transaction()
    .execute((trx) =>
      writeAct(
        { ...house.ctx(person), db: trx },
        { verb: 'reports.send', entry: thing.id, code: thing.code, public: { state: 'sent' } },
      ),
    );
  return act.id;
}

/** The entries of the log from a leaf on. */
async function entries(from = 0): Promise<Record<string, any>[]> {
  const size = Number((await get('/registro/log/checkpoint')).body.split('\n')[1]);
  assert.ok(size < 256);
  const bundle = readBundle((await get(`/registro/log/tile/entries/000.p/${size}`)).rawPayload)!;
  return bundle.slice(from).map((bytes) => JSON.parse(bytes.toString()));
}
const sizeNow = async () => Number((await rows('select coalesce(max(size), 0) as n from kernel.checkpoints'))[0].n);

test('before the first act there is no checkpoint, and the page says so', async () => {
  assert.equal((await get('/registro/log/checkpoint')).statusCode, 404);
  assert.match((await get('/registro')).body, /Non c’è ancora nessun sigillo/);
});

test('a receipt is answered 202 until its act is sealed, then proves it offline', async () => {
  const thing = await house.report();
  const id = await said(thing);
  const waiting = await get(`/registro/ricevuta/${thing.code}`);
  assert.equal(waiting.statusCode, 202);
  assert.equal(waiting.json().act, id);
  assert.equal(waiting.headers['retry-after'], '3');
  assert.match((await get(`/registro/prova/${id}`)).body, /aspetta il sigillo/);
  await house.sealer.seal();
  for (const name of [thing.code, id, thing.code.toLowerCase()]) {
    const answer = await get(`/registro/ricevuta/${name}`);
    assert.equal(answer.statusCode, 200);
    const receipt = readReceipt(answer.body)!;
    assert.ok('proven' in checkReceipt(receipt, await verifier()));
    assert.equal(JSON.parse(receipt.entry).code, thing.code);
    assert.equal((await get(`/registro/ricevuta/${receipt.leafIndex}`)).body, answer.body);
    assert.equal((await get(`/registro/prova/${id}`)).headers.location, `/registro/atto/${receipt.leafIndex}`);
    assert.match((await get(`/registro/atto/${receipt.leafIndex}`)).body, new RegExp(`reports.send[\\s\\S]*${thing.code}`));
  }
  for (const none of ['SEG-1999-000001', '99999', '00000000-0000-7000-8000-000000000000', 'x'])
    assert.equal((await get(`/registro/ricevuta/${none}`)).statusCode, 404, none);
  assert.equal((await get('/registro/atto/99999')).statusCode, 404);
});

test('a proof asks the database twice: for the leaf and for the tiles', async () => {
  const counter = countStatements(house.database.pool);
  counter.take();
  assert.equal((await get('/registro/ricevuta/0')).statusCode, 200);
  assert.equal(counter.take().length, 2);
  assert.equal((await get('/registro/atto/0')).statusCode, 200);
  assert.equal(counter.take().length, 2);
});

test('a path of pieces that are no hashes proves nothing', async () => {
  const receipt = readReceipt((await get('/registro/ricevuta/0')).body)!;
  for (const step of ['', 'AAAA', Buffer.alloc(33).toString('base64')]) {
    const changed = { ...receipt, inclusionPath: [step, ...receipt.inclusionPath] };
    assert.deepEqual(checkReceipt(changed, await verifier()), { fault: 'path' });
    const pasted = await house.post('/registro/verifica', { ricevuta: JSON.stringify(changed) });
    assert.equal(pasted.statusCode, 200);
  }
});

test('a pasted receipt is seen proven; one that was changed, and an act that was altered since, are seen to be false', async () => {
  const thing = await house.report();
  const id = await said(thing);
  await house.sealer.seal();
  const receipt = (await get(`/registro/ricevuta/${id}`)).body;
  const paste = async (ricevuta: string) => (await house.post('/registro/verifica', { ricevuta })).body;
  assert.match(await paste(receipt), /È provato/);
  assert.match(await paste(thing.code), /È provato/);
  assert.match(await paste(receipt.replace('reports.send', 'reports.sent')), /non è confermata[\s\S]*non è fra i/);
  assert.match(await paste(receipt.replace(/"checkpoint":"[^/]+/, '"checkpoint":"altrove.it')), /non è firmato/);
  assert.match(await paste('{"entry"'), /Non riconosciamo/);
  assert.equal((await house.post('/registro/verifica', { ricevuta: 'niente' })).statusCode, 404);
  await said(await house.report());
  await house.sealer.seal();
  assert.match(await paste(receipt), /È provato/, 'also when the log has grown');
  await rows(`alter table kernel.acts disable trigger user; update kernel.acts set verb = 'x.y' where id = '${id}'`);
  assert.match(await paste(receipt), /L’atto che conserviamo oggi non è quello della ricevuta/);
  await rows(`update kernel.acts set verb = 'reports.send' where id = '${id}'; alter table kernel.acts enable trigger user`);
});

test('of an act on what is not public the log says only that there was one; its receipt proves it to whoever holds it', async () => {
  const from = await sizeNow();
  const secret = await house.report({ visibility: 'private', author: person.person });
  const id = await said(secret);
  await house.sealer.seal();
  const [entry] = await entries(from);
  assert.deepEqual(Object.keys(entry!).sort(), ['commitment', 'sealed', 'seq', 'time', 'withheld']);
  assert.equal((await get(`/registro/ricevuta/${secret.code}`)).statusCode, 404, 'for whoever may not see it, it is absent');
  assert.equal((await get(`/registro/ricevuta/${secret.code}`, await house.sessionOf(person))).statusCode, 200);
  const receipt = readReceipt((await get(`/registro/ricevuta/${id}`)).body)!;
  assert.ok('proven' in checkReceipt(receipt, await verifier()));
  const page = (await get(`/registro/atto/${receipt.leafIndex}`)).body;
  assert.match(page, /qualcosa che non è pubblico/);
  assert.doesNotMatch(page, new RegExp(`${secret.code}|${id}|reports\\.send`));
});

test('an act of something that became public stays as it was sealed; what moderation hid is still seen to have been hidden', async () => {
  const thing = await house.report({ visibility: 'private' });
  const from = await sizeNow();
  await said(thing);
  await house.sealer.seal();
  await rows(`update entries.entries set visibility = 'public' where id = '${thing.id}'`);
  await said(thing);
  await house.sealer.seal();
  await rows(`update entries.entries set visibility = 'hidden' where id = '${thing.id}'`);
  await said(thing);
  const neverPublic = await house.report({ visibility: 'hidden' });
  await said(neverPublic);
  await house.sealer.seal();
  assert.deepEqual(
    (await entries(from)).map(({ code }) => code),
    [undefined, thing.code, thing.code, undefined],
  );
});

test('erasing a person destroys keys, not the log: every entry is still what was sealed', async () => {
  const secret = await house.report({ visibility: 'private' });
  const id = await said(secret);
  await house.sealer.seal();
  const before = (await get(`/registro/ricevuta/${id}`)).json().entry;
  await rows(`delete from kernel.act_secrets where person = '${person.person}'`);
  assert.equal((await get(`/registro/ricevuta/${id}`)).json().entry, before);
  const verdict = await checkLog(async (path) => {
    const answer = await get(`/registro/log/${path}`);
    return answer.statusCode === 200 ? answer.rawPayload : undefined;
  }, {});
  assert.equal(verdict.result, 'proven', JSON.stringify(verdict));
});

test('whom somebody flags, thanks or follows is nobody’s to read, nor can marks tie it to what they say in public', async () => {
  const from = await sizeNow();
  const thing = await house.report({ author: (await house.person('Altra')).person });
  await house.done(comment, { code: thing.code, text: 'Lo penso anch’io, da mesi.' }, person);
  const other = await house.person('Terza');
  await house.done(supportReport, { code: thing.code }, person);
  await house.done(flag, { code: thing.code, reason: 'off-topic' }, person);
  const { id } = (await rows('select id from discussion.comments order by id desc limit 1'))[0];
  await house.done(thank, { id }, other);
  await house.done(follow, { code: thing.code, how: 'at-once' }, other);
  await house.sealer.seal();
  const shown = await entries(from);
  assert.deepEqual(
    shown.map(({ verb }) => verb ?? null),
    ['discussion.comment', 'reports.support', null, null, null],
  );
  assert.ok(shown.every(({ verb, mark }) => (verb ? typeof mark === 'string' : mark === undefined)));
  assert.equal(shown[0]!['mark'], shown[1]!['mark'], 'within one thing a mark is the same');
});

test('on no thing there is no mark, and what is words is only committed to', async () => {
  const from = await sizeNow();
  const facts = { name: 'reports.categories', value: { it: 'Buche' }, note: 'due parole', n: 3 };
  await house.database.db
    .transaction()
    .execute((trx) => writeAct({ ...house.ctx(person), db: trx }, { verb: 'settings.change', public: facts }));
  await house.sealer.seal();
  const [entry] = await entries(from);
  assert.deepEqual(entry!['facts'], { n: 3, name: 'reports.categories' });
  assert.equal(entry!['mark'], undefined);
  assert.equal(typeof entry!['withheld'], 'string');
});

test('an auditor reads the register like everybody, finds the way to it, and may no more than that', async () => {
  const { id: place } = (await rows(`select id from territory.places where kind = 'metropolis'`))[0];
  const auditor = await house.person('Revisora', [{ role: 'auditor', place, whole: true }]);
  const cookie = await house.sessionOf(auditor);
  assert.match((await get('/profilo', cookie)).body, /href="\/registro"/);
  assert.equal((await get('/registro', cookie)).statusCode, 200);
  const secret = await house.report({ visibility: 'private' });
  await said(secret);
  await house.sealer.seal();
  assert.equal((await get(`/registro/ricevuta/${secret.code}`, cookie)).statusCode, 404);
  assert.match((await get('/')).body, /<a href="\/registro">/, 'and everybody finds it at the foot of every page');
});

test('tiles are immutable bytes of the size that was asked for; what the tree has not is absent', async () => {
  const size = await sizeNow();
  const tile = await get(`/registro/log/tile/0/000.p/${size}`);
  assert.equal(tile.headers['content-type'], 'application/octet-stream');
  assert.match(String(tile.headers['cache-control']), /immutable/);
  assert.equal(tile.rawPayload.length, size * 32);
  assert.equal((await get('/registro/log/tile/0/000.p/1')).rawPayload.length, 32, 'also of a size of before');
  for (const none of [`0/000.p/${size + 1}`, '0/000', '0/001', '1/000.p/1', '9/000', '0/0', 'entries/001'])
    assert.equal((await get(`/registro/log/tile/${none}`)).statusCode, 404, none);
  assert.match(String((await get('/registro/log/checkpoint')).headers['cache-control']), /max-age=5/);
});
