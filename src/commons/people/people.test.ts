import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openHouse } from '../../../test/house.ts';
import { anonymous, type RoleHeld } from '../../kernel/actor.ts';
import { listPlaces, type PlaceRow } from '../territory/store.ts';
import { createKey, endRole, giveRole, invite, revokeKey } from './actions.ts';
import { askLink } from './actions-entering.ts';
import { actorOf, newLink } from './people.ts';
import { hashOf } from './sessions.ts';
import { findKeyByHash, listKeys } from './store-keys.ts';
import { forgetExpired } from './store-sessions.ts';

let house: Awaited<ReturnType<typeof openHouse>>;
let metropolis: PlaceRow;
let a: PlaceRow;
let b: PlaceRow;
/** The clock of the house, moved by hand. */
let clock = new Date('2026-11-02T08:00:00Z').getTime();
let sources = 0;

before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
  const places = await listPlaces(house.ctx().db);
  metropolis = places.find((place) => place.kind === 'metropolis')!;
  [a, b] = places.filter((place) => place.kind === 'municipality') as [PlaceRow, PlaceRow];
});
after(() => house.close());

test('asking for a link says the same whether the address is known or not', async () => {
  await makePerson('nota@example.org');
  const known = await post('/entra', { email: 'nota@example.org', next: '/mappa' });
  const unknown = await post('/entra', { email: 'ignota@example.org', next: '/mappa' });
  assert.equal(known.statusCode, 303);
  assert.deepEqual(
    [unknown.statusCode, unknown.headers.location, unknown.body],
    [known.statusCode, known.headers.location, known.body],
  );
  assert.equal(await count(sql`people.email_links where email = 'ignota@example.org'`), 1);
  assert.equal(await count(sql`people.people where email = 'ignota@example.org'`), 0, 'no account before the link is opened');
});

test('one source asks for five links in a quarter of an hour, then is told so', async () => {
  const from = source();
  for (let n = 0; n < 5; n++) assert.equal((await post('/entra', { email: `n${n}@example.org` }, { from })).statusCode, 303);
  assert.equal((await post('/entra', { email: 'n6@example.org' }, { from })).statusCode, 429);
  clock += 15 * 60_000;
  assert.equal((await post('/entra', { email: 'n7@example.org' }, { from })).statusCode, 303);
});

test('nobody’s mailbox is filled from many sources, and the answer does not tell', async () => {
  for (let n = 0; n < 8; n++)
    assert.equal((await post('/entra', { email: 'bersaglio@example.org' })).headers.location, '/entra/inviato');
  assert.equal(await count(sql`people.email_links where email = 'bersaglio@example.org'`), 5);
});

test('looking at a link uses nothing up; pressing its button does, once, and makes the account', async () => {
  const link = await linkTo('nuova@example.org', '/segnalazioni/nuova');
  for (let n = 0; n < 3; n++) assert.equal((await get(link)).statusCode, 200);
  assert.equal(await count(sql`people.people where email = 'nuova@example.org'`), 0);

  const entered = await post(link);
  assert.equal(entered.statusCode, 303);
  assert.equal(entered.headers.location, `/profilo/nome?next=${encodeURIComponent('/segnalazioni/nuova')}`);
  const actor = await actorBy(cookieOf(entered));
  assert.deepEqual([actor.kind, actor.assurance, actor.roles], ['person', 'email', []]);

  assert.equal((await post(link)).statusCode, 410);
  assert.equal((await get(link)).statusCode, 410);
});

test('the cookie of a session is out of reach of scripts and other sites', async () => {
  const entered = await post(await linkTo('biscotto@example.org'));
  const flags = [entered.headers['set-cookie']].flat()[0]!;
  assert.match(flags, /^arengo_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
});

test('a link pressed twice at the same moment opens once', async () => {
  for (let round = 0; round < 5; round++) {
    const email = `gemella${round}@example.org`;
    const link = await linkTo(email);
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(link)));
    assert.deepEqual(answers.map((one) => one.statusCode).sort(), [303, 410, 410, 410, 410, 410]);
    assert.equal(await count(sql`people.sessions s join people.people p on p.id = s.person where p.email = ${email}`), 1);
  }
});

test('two links of one new address, pressed at the same moment, make one person', async () => {
  const links = [await linkTo('doppia@example.org'), await linkTo('Doppia@Example.org')];
  const answers = await Promise.all(links.map((link) => post(link)));
  assert.deepEqual(
    answers.map((one) => one.statusCode),
    [303, 303],
  );
  const actors = await Promise.all(answers.map((answer) => actorBy(cookieOf(answer))));
  assert.equal(actors[0]!.person, actors[1]!.person);
  assert.equal(await count(sql`people.people where email = 'doppia@example.org'`), 1);
});

test('a link lasts half an hour', async () => {
  const link = await linkTo('tarda@example.org');
  clock += 30 * 60_000;
  assert.equal((await post(link)).statusCode, 410);
  assert.equal(await count(sql`people.people where email = 'tarda@example.org'`), 0);
});

test('a sign-in leads nowhere but to this site', async () => {
  await makePerson('via@example.org');
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a\nb'])
    assert.equal((await post(await linkTo('via@example.org', next))).headers.location, '/', next);
  assert.equal((await post(await linkTo('via@example.org', '/mappa?q=1'))).headers.location, '/mappa?q=1');
  await post('/entra', { email: 'via2@example.org', next: '//evil.example' });
  assert.equal(await value(sql`select next as value from people.email_links where email = 'via2@example.org'`), '/');
});

test('a session planted before the sign-in is worth nothing, and the one before ends', async () => {
  await makePerson('piantata@example.org');
  const planted = 'arengo_session=scelta-da-altri';
  const first = await post(await linkTo('piantata@example.org'), {}, { cookie: planted });
  assert.notEqual(cookieOf(first), planted);
  assert.equal((await actorBy(planted)).kind, 'anonymous');
  const second = await post(await linkTo('piantata@example.org'), {}, { cookie: cookieOf(first) });
  assert.equal((await actorBy(cookieOf(first))).kind, 'anonymous');
  assert.equal((await actorBy(cookieOf(second))).kind, 'person');
});

test('unknown address, no password and wrong password are one answer', async () => {
  const cookie = await signIn('con-password@example.org');
  assert.equal((await post('/profilo/password', { password: 'tre parole a caso' }, { cookie })).statusCode, 303);
  await makePerson('senza-password@example.org');
  const answers = [];
  for (const email of ['con-password@example.org', 'senza-password@example.org', 'nessuno@example.org']) {
    const answer = await post('/entra/password', { email, password: 'tre parole sbagliate' });
    answers.push([answer.statusCode, answer.body.replaceAll(email, 'X'), answer.headers['set-cookie']]);
  }
  assert.equal(answers[0]![0], 422);
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
  const right = await post('/entra/password', {
    email: ' Con-Password@example.org ',
    password: 'tre parole a caso',
    next: '/mappa',
  });
  assert.deepEqual([right.statusCode, right.headers.location], [303, '/mappa']);
  assert.equal((await actorBy(cookieOf(right))).kind, 'person');
});

test('guessing is slowed down for one account from one place; its owner elsewhere, and the link, still get in', async () => {
  const cookie = await signIn('presa-di-mira@example.org');
  await post('/profilo/password', { password: 'tre parole a caso' }, { cookie });
  const from = source();
  for (let n = 0; n < 10; n++)
    assert.equal(
      (await post('/entra/password', { email: 'presa-di-mira@example.org', password: `prova numero ${n}` }, { from })).statusCode,
      422,
    );
  assert.equal(
    (await post('/entra/password', { email: 'presa-di-mira@example.org', password: 'tre parole a caso' }, { from })).statusCode,
    429,
  );
  assert.equal(
    (await post('/entra/password', { email: 'presa-di-mira@example.org', password: 'tre parole a caso' })).statusCode,
    303,
  );
  assert.equal((await post(await linkTo('presa-di-mira@example.org'), {}, { from })).statusCode, 303);
  clock += 15 * 60_000;
  assert.equal(
    (await post('/entra/password', { email: 'presa-di-mira@example.org', password: 'tre parole a caso' }, { from })).statusCode,
    303,
  );
});

test('a new password ends the sessions elsewhere and keeps this one', async () => {
  const here = await signIn('due-posti@example.org');
  const elsewhere = await signIn('due-posti@example.org');
  assert.equal((await post('/profilo/password', { password: 'corta' }, { cookie: here })).statusCode, 422);
  assert.equal((await post('/profilo/password', { password: 'due-posti@example.org' }, { cookie: here })).statusCode, 422);
  assert.equal((await actorBy(elsewhere)).kind, 'person');
  assert.equal((await post('/profilo/password', { password: 'tre parole a caso' }, { cookie: here })).statusCode, 303);
  assert.equal((await actorBy(here)).kind, 'person');
  assert.equal((await actorBy(elsewhere)).kind, 'anonymous');
});

test('signing out ends this session, and everywhere ends all', async () => {
  const [first, second, third] = [
    await signIn('esce@example.org'),
    await signIn('esce@example.org'),
    await signIn('esce@example.org'),
  ];
  const left = await post('/esci', {}, { cookie: first });
  assert.match([left.headers['set-cookie']].flat()[0]!, /^arengo_session=; Max-Age=0/);
  assert.deepEqual(await kinds(first, second, third), ['anonymous', 'person', 'person']);
  await post('/profilo/sessioni', {}, { cookie: second });
  assert.deepEqual(await kinds(first, second, third), ['anonymous', 'anonymous', 'anonymous']);
});

test('a session ends by itself: a week unused, sooner for whoever holds a role', async () => {
  const citizen = await signIn('assente@example.org');
  const officer = await signIn('operatrice@example.org', 'officer', a);
  clock += 59 * 60_000;
  assert.deepEqual(await kinds(citizen, officer), ['person', 'person']);
  clock += 61 * 60_000;
  assert.deepEqual(await kinds(citizen, officer), ['person', 'anonymous']);
  clock += 7 * 24 * 3_600_000;
  assert.deepEqual(await kinds(citizen), ['anonymous']);
});

test('who asks is one question to the database; the visit is noted every five minutes', async () => {
  const cookie = await signIn('conta@example.org', 'officer', a);
  assert.equal(await questions(() => actorBy(cookie)), 1);
  clock += 5 * 60_000;
  assert.equal(await questions(() => actorBy(cookie)), 2);
  assert.equal(await questions(() => actorBy(cookie)), 1);
});

test('a role counts from the next request, and no longer once it has ended', async () => {
  const cookie = await signIn('promossa@example.org');
  assert.deepEqual((await actorBy(cookie)).roles, []);
  const given = await done(house.perform(giveRole, { email: 'promossa@example.org', role: 'moderator', place: metropolis.id }));
  assert.deepEqual((await actorBy(cookie)).roles, [
    { role: 'moderator', place: metropolis.id, whole: true },
  ] satisfies RoleHeld[]);
  await done(house.perform(endRole, { id: given.id }));
  assert.deepEqual((await actorBy(cookie)).roles, []);
  assert.equal(await count(sql`people.roles where id = ${given.id} and until is not null`), 1, 'ended, not deleted');
});

test('a role with a last day ends with that day in Italy', async () => {
  const cookie = await signIn('a-termine@example.org');
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(clock);
  const given = await done(
    house.perform(giveRole, { email: 'a-termine@example.org', role: 'officer', place: a.id, until: today }),
  );
  const until = await value<Date>(sql`select until as value from people.roles where id = ${given.id}`);
  assert.equal(
    new Intl.DateTimeFormat('it-IT', { timeZone: 'Europe/Rome', hour: '2-digit', minute: '2-digit' }).format(until),
    '00:00',
  );
  assert.equal((await actorBy(cookie)).roles.length, 1);
  const before = clock;
  clock = until.getTime();
  assert.equal((await actorBy(await signIn('a-termine@example.org'))).roles.length, 0);
  clock = before;
  assert.equal(
    await refusedWith(
      house.perform(giveRole, { email: 'a-termine@example.org', role: 'moderator', place: a.id, until: '2020-02-29' }),
    ),
    'people.until-past',
  );
});

test('the same role given twice at the same moment is held once', async () => {
  await makePerson('due-volte@example.org');
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => house.perform(giveRole, { email: 'due-volte@example.org', role: 'officer', place: b.id })),
  );
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  assert.equal(outcomes.filter((outcome) => 'refused' in outcome && outcome.refused.code === 'people.role-held').length, 3);
});

test('two invitations of one address at the same moment make one person', async () => {
  const input = { name: 'Invitata Insieme', email: 'invitata@example.org', role: 'officer', place: a.id };
  const [first, second] = await Promise.all([
    done(house.perform(invite, input)),
    done(house.perform(invite, { ...input, email: 'Invitata@Example.org' })),
  ]);
  assert.equal(first.person, second.person);
  assert.equal(await count(sql`people.roles where person = ${first.person}`), 1);
});

test('a name is one line, without tricks', async () => {
  for (const name of ['Due\nrighe', 'Invi\u200bsibile', 'Alla \u202erovescia', 'M\u0430rta Dossena', ' ', 'x'])
    assert.ok('invalid' in (await house.perform(invite, { name, email: 'nome@example.org' })), JSON.stringify(name));
  for (const name of ['Niccolò Dell’Orto', "D'Angelo", 'Ngọc Nguyễn', 'Олена Коваль', '李明'])
    await done(house.perform(invite, { name, email: `nome${name.length}@example.org` }));
});

test('an administrator of A reaches nobody in B, and gets no link that would let in as another', async () => {
  const administrator = await actorBy(await signIn('sindaca-a@example.org', 'municipal-administrator', a));
  const invited = await done(
    house.perform(invite, { name: 'Nuovo Operatore', email: 'nuovo-a@example.org', role: 'officer', place: a.id }, administrator),
  );
  assert.equal(invited.link, undefined);
  const inB = await done(
    house.perform(invite, { name: 'Operatrice Altrove', email: 'operatrice-b@example.org', role: 'officer', place: b.id }),
  );
  const role = await value<string>(sql`select id as value from people.roles where person = ${inB.person}`);

  assert.equal(await refusedWith(house.perform(endRole, { id: role }, administrator)), 'kernel.absent');
  assert.equal(
    await refusedWith(house.perform(giveRole, { email: 'nuovo-a@example.org', role: 'officer', place: b.id }, administrator)),
    'people.above-own-power',
  );
  assert.equal(
    await refusedWith(
      house.perform(
        giveRole,
        { email: 'nuovo-a@example.org', role: 'metropolitan-administrator', place: metropolis.id },
        administrator,
      ),
    ),
    'people.above-own-power',
  );
  assert.equal(
    await refusedWith(house.perform(createKey, { name: 'chiave', place: b.id, verbs: ['reports.take-charge'] }, administrator)),
    'people.not-administrator',
  );
  const listed = await get('/api/v1/people', await signIn('sindaca-a@example.org'));
  const emails: string[] = JSON.parse(listed.body).items.map((item: { email: string }) => item.email);
  assert.ok(emails.includes('nuovo-a@example.org') && !emails.includes('operatrice-b@example.org'));
});

test('who has no power learns nothing about who has an account', async () => {
  await makePerson('cercata@example.org');
  const citizen = await actorBy(await signIn('curiosa@example.org'));
  for (const email of ['cercata@example.org', 'inesistente@example.org']) {
    assert.equal(
      await refusedWith(house.perform(giveRole, { email, role: 'officer', place: a.id }, citizen)),
      'people.not-administrator',
    );
    assert.equal(await refusedWith(house.perform(invite, { name: 'Chiunque', email }, citizen)), 'people.not-administrator');
  }
});

test('the people of a place are listed page by page', async () => {
  const administrator = await signIn('elenco@example.org', 'municipal-administrator', b);
  for (let n = 0; n < 60; n++) await makePerson(`elencata${n}@example.org`, 'moderator', b);
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const page = JSON.parse((await get(`/api/v1/people${next ? `?cursor=${next}` : ''}`, administrator)).body) as {
      items: { id: string }[];
      next: string | null;
    };
    seen.push(...page.items.map((item) => item.id));
    next = page.next;
  } while (next);
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(
    seen.length,
    await count(sql`(select distinct person from people.roles where place = ${b.id} and until is null) held`),
  );
  assert.equal((await get('/persone?da=non-un-cursore', administrator)).statusCode, 200);
});

test('a key acts in its place through its verbs, and is nobody’s once revoked', async () => {
  const made = await done(house.perform(createKey, { name: 'Sensori', place: a.id, verbs: ['reports.take-charge'] }));
  const bearing = () => actorOf(house.ctx(anonymous), { cookies: {}, headers: { authorization: `Bearer ${made.key}` } });
  const actor = await bearing();
  assert.deepEqual(
    [actor.kind, actor.person, actor.verbs, actor.roles.map((role) => role.place)],
    ['key', null, ['reports.take-charge'], [a.id, a.id]],
  );
  assert.equal(await count(sql`people.api_keys where hash = ${hashOf(made.key)}`), 1, 'only the hash is kept');

  const other = await api('people.create-key', { name: 'Altra', place: a.id, verbs: ['reports.take-charge'] }, made.key);
  assert.equal(other.statusCode, 403);
  await done(house.perform(revokeKey, { id: made.id }));
  assert.equal((await bearing()).kind, 'anonymous');
  assert.equal(await refusedWith(house.perform(revokeKey, { id: made.id })), 'kernel.absent');
});

test('a key says when it was used, and is nobody’s after its last day', async () => {
  const input = { name: 'A termine', place: a.id, verbs: ['reports.take-charge'] };
  const made = await done(house.perform(createKey, { ...input, expires: '2099-01-31' }));
  const usedAt = async () => (await listKeys(house.ctx().db, [a.id], house.ctx().now)).find((key) => key.id === made.id)!.used;
  assert.equal(await usedAt(), null);
  await api('reports.take-charge', { code: 'SEG-2026-999999' }, made.key);
  assert.ok(await usedAt());
  assert.ok(await findKeyByHash(house.ctx().db, hashOf(made.key), new Date('2099-01-31T22:59:00Z')));
  assert.equal(await findKeyByHash(house.ctx().db, hashOf(made.key), new Date('2099-01-31T23:00:00Z')), undefined);
  const wrong = async (more: object) => {
    const outcome = await house.perform(createKey, { ...input, ...more });
    return 'invalid' in outcome ? outcome.invalid.errors[0]!.key : 'done';
  };
  assert.equal(await wrong({ expires: '2020-01-01' }), 'people.refusal.expires-past');
  assert.equal(await wrong({ verbs: ['people.give-role'] }), 'people.refusal.no-verb', 'a key never administers');
});

test('an administrator makes a key on its page, sees it this once, and revokes it; no other administrator sees it', async () => {
  const cookie = await signIn('chiavi-a@example.org', 'municipal-administrator', a);
  const empty = await post('/persone/chiavi/nuova', { name: '  ' }, { cookie });
  assert.equal(empty.statusCode, 422);
  assert.match(empty.body, /Scegli almeno una cosa/);
  const fields = { name: 'Sensori dei cassonetti', place: a.id, verbs: 'reports.send' };
  const made = await post('/persone/chiavi/nuova', fields, { cookie });
  assert.equal(made.statusCode, 200);
  assert.equal(made.headers['cache-control'], 'private, no-store');
  const key = /arengo_[\w-]{20,}/.exec(made.body)![0];
  const page = await get('/persone/chiavi', cookie);
  assert.match(page.body, /Sensori dei cassonetti/);
  assert.match(page.body, /Inviare segnalazioni/);
  assert.ok(!page.body.includes(key));
  assert.ok(!(await get('/api/v1/keys', cookie)).body.includes(key));
  assert.equal(await count(sql`kernel.act_secrets where private::text like ${`%${key}%`}`), 0);
  const { id } = (await listKeys(house.ctx().db, [a.id], house.ctx().now)).find((one) => one.name === fields.name)!;
  const stranger = await signIn('chiavi-b@example.org', 'municipal-administrator', b);
  assert.doesNotMatch((await get('/persone/chiavi', stranger)).body, /Sensori dei cassonetti/);
  assert.equal((await post(`/persone/chiavi/${id}/revoca`, {}, { cookie: stranger })).statusCode, 404);
  assert.equal((await post('/persone/chiavi/nuova', fields, { cookie: stranger })).statusCode, 403);
  assert.equal((await post(`/persone/chiavi/${id}/revoca`, {}, { cookie })).statusCode, 303);
  assert.match((await get('/persone/chiavi', cookie)).body, /Tolta il/);
  const bearing = await actorOf(house.ctx(anonymous), { cookies: {}, headers: { authorization: `Bearer ${key}` } });
  assert.equal(bearing.kind, 'anonymous');
});

test('a key is made neither by a citizen nor in the name of somebody else', async () => {
  const citizen = await actorBy(await signIn('vuole-chiave@example.org'));
  const input = { name: 'Mia', place: a.id, verbs: ['reports.take-charge'] };
  assert.equal(await refusedWith(house.perform(createKey, input, citizen)), 'people.not-administrator');
  assert.equal(await refusedWith(house.perform(createKey, input, anonymous)), 'people.not-administrator');
  assert.ok(
    'invalid' in (await house.perform(createKey, { ...input, person: citizen.person })),
    'a field that the form does not have',
  );
});

test('an erased person is nobody', async () => {
  const cookie = await signIn('cancellata@example.org');
  const { person } = await actorBy(cookie);
  await sql`update people.people set name = '', email = null, email_typed = null, erased = ${new Date(clock)} where id = ${person}`.execute(
    house.ctx().db,
  );
  assert.equal((await actorBy(cookie)).kind, 'anonymous');
});

test('people who are not of the demo cannot be entered as', async () => {
  const id = await makePerson('vera@example.org', 'metropolitan-administrator', metropolis);
  assert.equal((await post('/demo', { person: id })).statusCode, 404);
});

test('the register tells who has a role, never the address', async () => {
  const leaks = await count(
    sql`kernel.acts a left join kernel.act_secrets s on s.act = a.id where a.verb like 'people.%' and (a.public::text like '%@%' or s.private::text like '%@%')`,
  );
  assert.equal(leaks, 0);
  const id = await makePerson('registrata@example.org', 'auditor', b);
  const given = await value<object>(
    sql`select json_build_object('public', a.public, 'place', a.place, 'who', s.private->>'who') as value
    from kernel.acts a join kernel.act_secrets s on s.act = a.id where a.verb = 'people.give-role' order by a.seq desc limit 1`,
  );
  assert.deepEqual(given, { public: { role: 'auditor' }, place: b.id, who: id });
});

test('who only asked is not written down anywhere once the link is old', async () => {
  await done(house.perform(askLink, { email: 'passeggera@example.org' }));
  clock += 31 * 60_000;
  await forgetExpired(house.ctx().db, new Date(clock));
  assert.equal(await count(sql`people.email_links where email = 'passeggera@example.org'`), 0);
});

async function makePerson(email: string, role?: string, place?: PlaceRow): Promise<string> {
  const made = await done(house.perform(invite, { name: `Nome ${email.split('@')[0]}`, email, role, place: place?.id }));
  return made.person;
}

/** Cookie of a session of this person, made now if there is none. */
async function signIn(email: string, role?: string, place?: PlaceRow): Promise<string> {
  const { link } = await done(house.perform(invite, { name: `Nome ${email.split('@')[0]}`, email, role, place: place?.id }));
  return cookieOf(await post(new URL(link!).pathname));
}

async function linkTo(typed: string, next = '/'): Promise<string> {
  return new URL(await newLink(house.ctx(anonymous), { email: typed.toLowerCase(), typed, purpose: 'sign-in', next })).pathname;
}

/** Each request comes from another place, unless it is said. */
function source(): string {
  sources++;
  return `10.${sources >> 16}.${(sources >> 8) & 255}.${sources & 255}`;
}

function post(url: string, payload: object = {}, { cookie, from = source() }: { cookie?: string; from?: string } = {}) {
  const body = new URLSearchParams(payload as Record<string, string>).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'same-origin',
    ...(cookie ? { cookie } : {}),
  };
  return house.server.app.inject({ method: 'POST', url, payload: body, remoteAddress: from, headers });
}

function get(url: string, cookie?: string) {
  return house.server.app.inject({ url, remoteAddress: source(), headers: cookie ? { cookie } : {} });
}

function api(verb: string, payload: object, key: string) {
  return house.server.app.inject({
    method: 'POST',
    url: `/api/v1/verbs/${verb}`,
    payload,
    headers: { authorization: `Bearer ${key}` },
  });
}

function cookieOf(answer: { headers: Record<string, unknown> }): string {
  const cookie = [answer.headers['set-cookie']].flat().find((one) => String(one).startsWith('arengo_session='));
  assert.ok(cookie, 'a session');
  return String(cookie).split(';')[0]!;
}

function actorBy(cookie: string) {
  const [name, secret] = cookie.split('=') as [string, string];
  return actorOf(house.ctx(anonymous), { cookies: { [name]: secret }, headers: {} });
}

async function kinds(...cookies: string[]): Promise<string[]> {
  return Promise.all(cookies.map(async (cookie) => (await actorBy(cookie)).kind));
}

async function done<O>(outcome: ReturnType<typeof house.perform<O>>): Promise<O> {
  const ended = await outcome;
  assert.ok('done' in ended, JSON.stringify(ended));
  return ended.done;
}

async function refusedWith(outcome: ReturnType<typeof house.perform<unknown>>): Promise<string> {
  const ended = await outcome;
  assert.ok('refused' in ended, JSON.stringify(ended));
  return ended.refused.code;
}

async function count(from: ReturnType<typeof sql>): Promise<number> {
  return value<number>(sql`select count(*) as value from ${from}`);
}

async function value<T>(query: ReturnType<typeof sql>): Promise<T> {
  return ((await query.execute(house.ctx().db)).rows[0] as { value: T }).value;
}

/** How many times a connection is taken for a question outside transactions. */
async function questions(ask: () => Promise<unknown>): Promise<number> {
  let taken = 0;
  const note = () => taken++;
  house.database.pool.on('acquire', note);
  await ask();
  house.database.pool.off('acquire', note);
  return taken;
}
