/** A person who did a little of everything, with words in every column that may hold any: what the tests of copy and erasure share. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import sharp from 'sharp';
import { kernelRoom } from '../src/app/build.ts';
import { rooms, schemas } from '../src/app/modules.ts';
import { attach } from '../src/commons/attachments/attachments.ts';
import { setPassword } from '../src/commons/people/actions.ts';
import { newLink } from '../src/commons/people/people.ts';
import { territoryOf } from '../src/commons/territory/territory.ts';
import { type Actor, anonymous } from '../src/kernel/actor.ts';
import { describeTables } from '../src/kernel/database/store-describe.ts';
import { nobody, type Personal, type PersonalColumn, type PersonalTable } from '../src/kernel/personal/personal.ts';
import { isRefusal } from '../src/kernel/refusal.ts';
import type { TestHouse, TestPerson } from './house.ts';

export const personalTables: Personal['tables'] = Object.assign(
  {},
  ...[kernelRoom, ...rooms].map(({ personal }) => personal?.tables ?? {}),
);

export interface Planted {
  table: string;
  column: string;
  says: PersonalColumn;
  canary: string;
  rowGoes: boolean;
}

export interface Lived {
  person: TestPerson;
  other: TestPerson;
  officer: TestPerson;
  cookie: string;
  publicReport: string;
  privateReport: string;
  /** Of the private and the public one. */
  photos: string[];
  /** What somebody else wrote about or to the person. */
  others: string[];
}

const verbs = () => new Map(rooms.flatMap((room) => room.verbs ?? []).map((verb) => [verb.name, verb]));

/** Reports, comments, flags, follows, a draft, links, a queue: through the verbs wherever there is one. */
export async function live(house: TestHouse, name = 'Zelinda Canarini'): Promise<Lived> {
  const known = verbs();
  const act = (verb: string, input: Record<string, unknown>, actor: Actor): Promise<any> =>
    house.done<any>(known.get(verb)!, input, actor);
  const place = territoryOf(house.ctx()).municipalities[0]!;
  const [person, other, officer] = [
    await house.person(name),
    await house.person('Altro Ignoti'),
    await house.person('Olga Ufficio', [
      { role: 'officer', place: place.id, whole: false },
      { role: 'moderator', place: place.id, whole: false },
    ]),
  ];
  const { lat, lon } = place.outline!;
  const told = { category: 'roads', description: 'Una descrizione', lat, lon };
  const sent = await act('reports.send', { ...told, title: 'Buca davanti casa', who: 'person' }, person);
  const hidden = await act('reports.send', { ...told, title: 'Cosa riservata', who: 'person' }, person);
  const theirs = await act('reports.send', { ...told, title: 'Di un altro', who: 'person' }, other);
  await sql`update entries.entries set visibility = 'private' where code = ${hidden.code}`.execute(house.database.db);
  await act('reports.send', { ...told, title: 'Senza account', who: 'email', email: person.email, name: 'Zelinda' }, anonymous);
  await act('people.rename', { name, language: 'it' }, person);
  await act('reports.support', { code: theirs.code }, person);
  const said = await act('discussion.comment', { code: theirs.code, text: 'Prima versione' }, person);
  await act('discussion.edit', { id: said.id, text: 'Seconda versione' }, person);
  const reply = await act('discussion.comment', { code: sent.code, text: 'zq-other-comment' }, other);
  await act('discussion.thank', { id: reply.id }, person);
  await act('moderation.flag', { code: sent.code, comment: reply.id, reason: 'other', words: 'mi offende' }, person);
  await act('moderation.flag', { code: theirs.code, comment: said.id, reason: 'other', words: 'zq-other-flag' }, other);
  await act('notices.follow', { code: theirs.code, how: 'page' }, person);
  await act('reports.take-charge', { code: sent.code, answer: 'zq-other-answer' }, officer);
  await act('reports.note', { code: sent.code, text: 'zq-other-note' }, officer);
  await act('reports.add-words', { code: sent.code, answer: 'Un dettaglio in più' }, person);
  await act('privacy.ask-export', {}, person);
  await house.subscribers.drain();
  const link = house.ctx(anonymous);
  await newLink(link, { email: person.email, typed: person.email, purpose: 'sign-in', next: '/' });
  const session = (await house.sessionOf(person)).split('=')[1];
  await house.done(setPassword, { password: 'una frase lunga e strana', session }, person);
  // Setting a password ends the sessions that were open.
  const cookie = await house.sessionOf(person);
  await rowsBeside(house, person, officer, sent.code);
  const photos = [];
  for (const [code, colour] of [
    [sent.code, '#0a5c73'],
    [hidden.code, '#a02020'],
  ] as const)
    photos.push(await photoOn(house, person, code, colour));
  return {
    person,
    other,
    officer,
    cookie,
    publicReport: sent.code,
    privateReport: hidden.code,
    photos,
    others: ['zq-other-comment', 'zq-other-flag', 'zq-other-note', other.name, other.email, officer.name, officer.email],
  };
}

/** What only other paths would make. */
async function rowsBeside(house: TestHouse, person: TestPerson, officer: TestPerson, code: string): Promise<void> {
  const { db } = house.database;
  const entry = (await sql<{ id: string }>`select id from entries.entries where code = ${code}`.execute(db)).rows[0]!.id;
  const now = house.ctx().now;
  const id = () => house.ctx().id();
  const place = territoryOf(house.ctx()).municipalities[0]!.id;
  const { id: organisation } = await house.done<any>(verbs().get('organisations.register')!, {
    name: `Circolo ${code}`,
    kind: 'association',
    place,
  });
  const helped = new Date(now.getTime() + 60_000);
  const statements = [
    sql`insert into organisations.delegates (id, organisation, person, powers, title, since)
      values (${id()}, ${organisation}, ${person.person}, '{represent}', 'presidente', ${now})`,
    sql`insert into assistance.sessions (id, operator, place, session, person, name, email, reason, document, consented, opened, until, ended, released)
      values (${id()}, ${officer.person}, ${place}, ${Buffer.from(id())}, ${person.person}, ${person.name}, ${person.email}, 'non vede bene', 'passport',
        ${now}, ${now}, ${helped}, ${helped}, ${helped})`,
    sql`insert into reports.answers (report, question, position, asked, said) values (${entry}, 'chi', 1, 'Chi?', 'Io')`,
    sql`insert into drafts.drafts (id, flow, secret, content, created, updated, expires)
      values (${id()}, 'report', ${Buffer.from(id())}, ${JSON.stringify({ email: person.email, name: person.name })}::jsonb, ${now}, ${now}, ${new Date(now.getTime() + 864e5)})`,
    sql`insert into moderation.decisions (id, subject, kind, reason, words, at)
      select ${id()}, s.id, 'hide', 'other', 'perché', ${now} from moderation.subjects s join discussion.comments c on c.id = s.comment where c.author = ${person.person}`,
    sql`insert into notices.notices (person, act, entry, at, reason, how) values (${person.person}, ${id()}, ${entry}, ${now}, 'thing', 'page')`,
  ];
  for (const one of statements) await one.execute(db);
  await house.jobs.enqueue(db, 'mail.send', { to: person.email, subject: 'zq', html: person.name, text: person.name });
}

async function photoOn(house: TestHouse, person: TestPerson, code: string, background: string): Promise<string> {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .jpeg()
    .toBuffer();
  const ctx = house.ctx(person);
  const stored = await ctx.files.take(bytes, 'casa mia.jpg', 'image');
  assert.ok(!isRefusal(stored));
  const { rows } = await sql<{ id: string }>`select id from entries.entries where code = ${code}`.execute(ctx.db);
  await attach(ctx, rows[0]!.id, [{ ...stored, alt: 'casa mia' }]);
  return stored.id;
}

/** A canary in every declared column of text that takes one, in the rows of this person alone. */
export async function plant(house: TestHouse, lived: Lived): Promise<Planted[]> {
  const missed: string[] = [];
  const { db } = house.database;
  const described = await describeTables(db, schemas);
  const planted: Planted[] = [];
  for (const [table, entry] of Object.entries(personalTables)) {
    if (entry === nobody || entry.of.length === 0 || table.startsWith('kernel.acts')) continue;
    const types = described.find((one) => `${one.schema}.${one.table}` === table)!.columns;
    for (const [column, says] of Object.entries(entry.columns)) {
      const type = types.find((one) => one.name === column)!;
      if (!['text', 'jsonb'].includes(type.type) || type.otherwise === 'generated' || says.of || isName(table, column)) continue;
      const canary = `zq-${table.replace('.', '-').replaceAll('_', '')}-${column.replaceAll('_', '')}-q`;
      const value = type.type === 'jsonb' ? JSON.stringify({ said: canary }) : canary;
      const rows = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where ${where(entry, lived)}`
        .execute(db)
        .then(({ numAffectedRows }) => Number(numAffectedRows))
        // A code that the table checks.
        .catch(() => 0);
      // What erasure takes away must have been there to be taken.
      if (rows === 0 && (says.erased !== 'kept' || table === 'people.sessions')) missed.push(`${table}.${column}`);
      if (rows > 0) planted.push({ table, column, says, canary, rowGoes: entry.erased === 'row' });
    }
  }
  assert.deepEqual(missed, [], 'nothing could be planted');
  const whose: Pick<Planted, 'table' | 'rowGoes'> = { table: 'people.people', rowGoes: false };
  const own = (personalTables['people.people'] as PersonalTable).columns;
  planted.push({ ...whose, column: 'name', says: own['name']!, canary: lived.person.name });
  planted.push({ ...whose, column: 'email', says: own['email']!, canary: lived.person.email });
  return planted;
}

/** These stay what they are: by them a person is found, or the code knows what it is about. */
function isName(table: string, column: string): boolean {
  const words = /^(email|contact_email|email_typed|file|kind|state|code|language|assurance|visibility|role|channel|stance)$/;
  return table === 'people.people' || words.test(column);
}

function where(entry: PersonalTable, { person }: Lived) {
  const ways = entry.of.map((way) => {
    if ('person' in way) return sql`${sql.ref(way.person)} = ${person.person}`;
    if ('address' in way) return sql`${sql.ref(way.address)} = ${person.email}`;
    const key =
      way.table === 'entries.entries'
        ? sql`select id from entries.entries where author = ${person.person}`
        : way.table === 'kernel.act_secrets'
          ? sql`select act from kernel.act_secrets where person = ${person.person}`
          : way.table === 'discussion.comments'
            ? sql`select id from discussion.comments where author = ${person.person}`
            : sql`select s.id from moderation.subjects s join discussion.comments c on c.id = s.comment where c.author = ${person.person}`;
    return sql`${sql.ref(way.by)} in (${key})`;
  });
  return sql`(${sql.join(ways, sql` or `)})`;
}

/** Every row of every table as text, the queue of jobs too: `table: row`. */
export async function everything(house: Pick<TestHouse, 'database'>): Promise<string[]> {
  const { pool, db } = house.database;
  const lines: string[] = [];
  for (const { schema, table } of await describeTables(db, schemas)) {
    const { rows } = await pool.query(`select t::text as row from ${schema}.${table} t`);
    for (const { row } of rows) lines.push(`${schema}.${table}: ${row}`);
  }
  return lines;
}
