/** Being forgotten: what goes, what stays, what the register still proves, and that an older backup brings nobody back. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { everything, live, type Planted, plant } from '../../../test/own-data.ts';
import { mailbox } from '../../kernel/mail/mailbox.ts';
import { checkLog } from '../../protocols/tlog/checking.ts';

let house: TestHouse;
/** Not behind the clock of the database, which is that of the queue. */
let clock = Date.now();
const hour = 3_600_000;
const page = '/profilo/dati/cancella/conferma';

before(async () => {
  house = await openHouse({ now: () => new Date(clock++) });
});
after(() => house.close());

const rows = async (statement: string, values: unknown[] = []) => (await house.database.pool.query(statement, values)).rows;
const proven = async () => {
  await house.sealer.seal();
  house.server.cache.forget();
  return checkLog(async (one) => {
    const answer = await house.get(`/registro/log/${one}`);
    return answer.statusCode === 200 ? answer.rawPayload : undefined;
  }, {});
};

/** Where a word still stands: rows, and files but the mails that were sent. */
async function traces(of: readonly string[]): Promise<string[]> {
  const found = (text: string) => of.filter((one) => text.toLowerCase().includes(one.toLowerCase()));
  const lines = (await everything(house)).flatMap((line) => found(line).map((one) => `${one} in ${line.slice(0, 60)}`));
  const names = readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^(database|mails)\b/.test(name) && statSync(path.join(house.folder, name)).isFile(),
  );
  return [
    ...lines,
    ...names.flatMap((name) => found(readFileSync(path.join(house.folder, name), 'latin1')).map((one) => `${one} in ${name}`)),
  ];
}

/** A day later, after the night. */
async function night(): Promise<void> {
  await house.settle();
  clock += 30 * hour;
  await house.jobs.enqueue(house.database.db, 'privacy.forget', {});
  await house.settle();
}

const canaries = (planted: readonly Planted[], stays: (one: Planted) => boolean) =>
  planted.filter((one) => !stays(one)).map(({ canary }) => canary);

test('it is asked twice, of whoever signed in lately, holds no role and typed the word', async () => {
  const person = await house.person('Bea Fresca');
  const cookie = await house.sessionOf(person);
  const first = await house.get('/profilo/dati/cancella', cookie);
  assert.match(first.body, /Che cosa resta, e perché/);
  const on = await house.post('/profilo/dati/cancella', { words: 'true' }, cookie);
  assert.equal(on.headers.location, `${page}?testi=1`);
  assert.match((await house.get(`${page}?testi=1`, cookie)).body, /togli anche i tuoi testi/);
  const wrong = await house.post(page, { sure: 'boh' }, cookie);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /href="#privacy-erase-sure"/);
  clock += 16 * 60_000;
  const late = await house.post(page, { sure: 'CANCELLA' }, cookie);
  assert.equal(late.statusCode, 403);
  assert.match(late.body, /action="\/entra"/);
  assert.match(late.body, new RegExp(`name="next" value="${page}"`));
  const [{ place }] = await rows('select id as place from territory.places limit 1');
  const officer = await house.person('Ugo Ruolo', [{ role: 'officer', place, whole: false }]);
  const held = await house.post(page, { sure: 'CANCELLA' }, await house.sessionOf(officer));
  assert.equal(held.statusCode, 409);
  assert.match(held.body, /Hai ancora un ruolo/);
  assert.equal((await rows('select count(*)::int as n from people.people where erased is not null'))[0].n, 0);
});

test('nothing personal is left in any row or file, and everything that counts still counts', async () => {
  const lived = await live(house);
  const planted = await plant(house, lived);
  await house.settle();
  const counted = `select (select count(*) from reports.supports)::int as supports, (select count(*) from discussion.comments)::int as comments,
    (select count(*) from entries.entries)::int as things, (select count(*) from kernel.acts)::int as acts`;
  const [before] = await rows(counted);
  const sealed = await proven();
  const own = await rows(
    'select id, commitment from kernel.acts where id in (select act from kernel.act_secrets where person = $1)',
    [lived.person.person],
  );
  assert.ok(own.length > 8);
  const cookie = await house.sessionOf(lived.person);
  const done = await house.post(`${page}?testi=1`, { sure: 'cancella', words: 'true' }, cookie);
  assert.equal(done.headers.location, '/privacy/cancellato', done.body);
  assert.match(String(done.headers['set-cookie']), /arengo_session=;/);
  assert.equal((await house.get('/privacy/cancellato')).statusCode, 200);
  assert.match(String((await house.get('/profilo', cookie)).headers.location), /^\/entra/, 'the session is gone');
  await night();

  const gone = canaries(planted, ({ says, rowGoes }) => !rowGoes && says.erased === 'kept');
  assert.ok(gone.length >= 17, `${gone.length}`);
  assert.deepEqual(await traces([...gone, 'Zelinda', 'Canarini', lived.person.email]), []);
  for (const file of lived.photos)
    assert.ok(!existsSync(path.join(house.folder, 'files', file.slice(0, 2), file.slice(2, 4), file)), 'the photos too');
  const last = (await mailbox(path.join(house.folder, 'mails')))[0]!;
  assert.deepEqual([last.to, last.subject], [lived.person.email, 'Il tuo account è cancellato']);

  const [after] = await rows(counted);
  assert.deepEqual({ ...after, acts: 0 }, { ...before, acts: 0 });
  assert.ok(after.acts > before.acts, 'acts are only added');
  const kept = await rows('select id, commitment from kernel.acts where id = any ($1)', [own.map(({ id }) => id)]);
  assert.deepEqual(kept, own, 'the commitments stay');
  assert.equal((await rows('select 1 from kernel.act_secrets where act = any ($1)', [own.map(({ id }) => id)])).length, 0);
  const verdict = await proven();
  assert.equal(verdict.result, 'proven', JSON.stringify(verdict));
  assert.ok(sealed.result === 'proven' && verdict.result === 'proven' && verdict.size > sealed.size);
  const still = await checkLog(
    async (one) => {
      const answer = await house.get(`/registro/log/${one}`);
      return answer.statusCode === 200 ? answer.rawPayload : undefined;
    },
    { earlier: sealed.result === 'proven' ? sealed.checkpoint : '' },
  );
  assert.equal(still.result, 'proven', 'what was signed before is still true');
  const [named] = await rows(
    `select s.person, s.private, a.mark from kernel.acts a join kernel.act_secrets s on s.act = a.id where a.verb = 'privacy.erase'`,
  );
  assert.deepEqual(named, { person: null, private: { person: null, kind: 'anonymous' }, mark: null }, 'the act names nobody');
  assert.match((await house.get(`/segnalazioni/${lived.publicReport}`)).body, /Testo tolto da chi l’aveva scritto/);
  assert.equal((await house.get(`/segnalazioni/${lived.privateReport}`)).statusCode, 404);
  for (const words of ['zq-other-comment', 'zq-other-note', 'zq-other-flag'])
    assert.notDeepEqual(await traces([words]), [], `${words} is somebody else's`);
});

test('without the wish public words stay, without a name; what only an office read goes all the same', async () => {
  const lived = await live(house, 'Quirina Restante');
  const cookie = await house.sessionOf(lived.person);
  assert.equal((await house.post(page, { sure: 'CANCELLA' }, cookie)).statusCode, 303);
  await night();
  assert.deepEqual(await traces(['Quirina', 'Restante', lived.person.email]), []);
  const shown = (await house.get(`/segnalazioni/${lived.publicReport}`)).body;
  assert.match(shown, /Buca davanti casa/);
  assert.match(shown, /Un dettaglio in più/);
  assert.match(shown, /allegati\//);
  const [hidden] = await rows(
    'select e.title, e.summary, r.description from entries.entries e join reports.reports r on r.id = e.id where e.code = $1',
    [lived.privateReport],
  );
  assert.deepEqual(hidden, { title: 'Testo tolto da chi l’aveva scritto', summary: '', description: '' });
  const [comment] = await rows('select text from discussion.comments where author = $1', [lived.person.person]);
  assert.equal(comment.text, 'Seconda versione');
  assert.equal((await house.get('/')).statusCode, 200);
});

test('of two askings at once one is done; whoever comes back is somebody new', async () => {
  const person = await house.person('Doppia Volta');
  const cookies = [await house.sessionOf(person), await house.sessionOf(person)];
  const answers = await Promise.all(cookies.map((cookie) => house.post(page, { sure: 'CANCELLA' }, cookie)));
  assert.equal(answers.filter(({ headers }) => headers.location === '/privacy/cancellato').length, 1);
  const [{ n }] = await rows('select count(*)::int as n from privacy.erasures where person = $1', [person.person]);
  assert.equal(n, 1);
});
