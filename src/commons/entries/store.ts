import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import { lettersApart } from '../../kernel/text/letters.ts';
import { conditions, type Filter } from './filter.ts';
import { visible } from './visibility.ts';

/** GeoJSON geometry in WGS84. */
export interface Geometry {
  type: 'Point' | 'LineString' | 'Polygon' | 'MultiPolygon' | 'MultiLineString' | 'MultiPoint';
  coordinates: unknown;
}

export interface Entry {
  id: string;
  kind: string;
  code: string;
  place: string;
  author: string | null;
  on_behalf: string | null;
  /** Name of the organisation on whose behalf it was said. */
  organisation: string | null;
  title: string;
  summary: string;
  language: string;
  topic: string | null;
  geometry: Geometry | null;
  place_label: string;
  visibility: 'public' | 'members' | 'private' | 'hidden' | 'draft';
  state: string;
  due: Date | null;
  assurance: string;
  published: Date;
  updated: Date;
  closed: Date | null;
  /** Counted every few seconds. */
  comments: number;
  supports: number;
}

const columns = sql`e.id, e.kind, e.code, e.place, e.author, e.on_behalf,
  case when e.on_behalf is not null then (select o.name from organisations.organisations o where o.id = e.on_behalf) end as organisation, e.title, e.summary, e.language, e.topic, st_asgeojson(e.geometry, 7)::json as geometry,
  e.place_label, e.visibility, e.state, e.due, e.assurance, e.published, e.updated, e.closed,
  coalesce(c.comments, 0) as comments, coalesce(c.supports, 0) as supports`;
const counted = sql`left join entries.counters c on c.entry = e.id`;

export interface NewEntry {
  id: string;
  kind: string;
  prefix: string;
  place: string;
  author: string | null;
  onBehalf?: string | null;
  title: string;
  summary?: string;
  language?: string;
  topic?: string | null;
  geometry?: Geometry | null;
  placeLabel?: string;
  visibility: Entry['visibility'];
  state: string;
  due?: Date | null;
  assurance: string;
  now: Date;
}

/** Adds a thing to the catalogue; its public code comes from the sequence of its kind and year (gaps are possible, repeats are not). */
export async function insertEntry(db: Db, entry: NewEntry): Promise<{ code: string }> {
  const year = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Rome', year: 'numeric' }).format(entry.now);
  const row = await first(
    db,
    sql<{ code: string }>`
    insert into entries.entries (id, kind, code, place, author, on_behalf, title, summary, language, topic, geometry, place_label, visibility, state, due, assurance, published, updated)
    values (${entry.id}, ${entry.kind},
      ${`${entry.prefix}-${year}-`} || lpad(nextval(${`entries.${sequence(entry.prefix, year)}`}::regclass)::text, 6, '0'),
      ${entry.place}, ${entry.author}, ${entry.onBehalf ?? null}, ${entry.title}, ${entry.summary ?? ''}, ${entry.language ?? 'it'}, ${entry.topic ?? null},
      ${entry.geometry ? sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(entry.geometry)}), 4326)` : null}, ${entry.placeLabel ?? ''},
      ${entry.visibility}, ${entry.state}, ${entry.due ?? null}, ${entry.assurance}, ${entry.now}, ${entry.now})
    returning code`,
  );
  return { code: row!.code };
}

/** One sequence for each kind and year, this and the next. */
export async function ensureSequences(db: Db, prefixes: readonly string[], now: Date): Promise<void> {
  const year = now.getUTCFullYear();
  for (const prefix of prefixes) {
    for (const one of [year - 1, year, year + 1]) {
      await sql`create sequence if not exists entries.${sql.raw(sequence(prefix, String(one)))}`.execute(db);
    }
  }
}

function sequence(prefix: string, year: string): string {
  return `numbers_${prefix.toLowerCase().replace(/[^a-z]/g, '')}_${year}`;
}

/** One thing, through what the actor may see. */
export async function findEntry(db: Db, actor: Actor, code: string, kind?: string): Promise<Entry | undefined> {
  return first(
    db,
    sql<Entry>`select ${columns} from entries.entries e ${counted} where e.code = ${code} ${kind ? sql`and e.kind = ${kind}` : sql``} and ${visible(actor)}`,
  );
}

/** Those of these codes that the actor may see, the newest first. */
export async function entriesWithCodes(db: Db, actor: Actor, codes: readonly string[]): Promise<Entry[]> {
  return all(
    db,
    sql<Entry>`select ${columns} from entries.entries e ${counted} where e.code = any (${array(codes, 'text')}) and ${visible(actor)} order by e.published desc, e.id desc`,
  );
}

export async function findEntryById(db: Db, actor: Actor, id: string): Promise<Entry | undefined> {
  return first(db, sql<Entry>`select ${columns} from entries.entries e ${counted} where e.id = ${id} and ${visible(actor)}`);
}

/** Changes the common columns of a thing; only those given. */
export async function updateEntry(
  db: Db,
  id: string,
  change: {
    state?: string;
    /** What it came to, when it is put aside in an archive. */
    outcome?: string;
    due?: Date | null;
    closed?: Date | null;
    visibility?: Entry['visibility'];
    title?: string;
    summary?: string;
    place?: string;
    topic?: string | null;
  },
  now: Date,
): Promise<void> {
  const sets: RawBuilder<unknown>[] = [sql`updated = ${now}`];
  for (const [column, value] of Object.entries(change)) {
    if (value !== undefined) sets.push(sql`${sql.ref(column)} = ${value}`);
  }
  await sql`update entries.entries set ${sql.join(sets)} where id = ${id}`.execute(db);
}

/** Where a thing is, when that follows from others: nothing that anybody did to it. */
export async function placeEntry(
  db: Db,
  id: string,
  { geometry, label }: { geometry: Geometry | null; label: string },
): Promise<void> {
  await sql`
    update entries.entries set geometry = st_setsrid(st_geomfromgeojson(${geometry && JSON.stringify(geometry)}), 4326), place_label = ${label}
    where id = ${id}`.execute(db);
}

/** Locks a thing for this transaction, so that two officers cannot move it from the same state. */
export async function lockEntry(
  db: Db,
  id: string,
): Promise<Pick<Entry, 'state' | 'visibility' | 'place' | 'topic' | 'due' | 'closed'> | undefined> {
  return first(
    db,
    sql<
      Pick<Entry, 'state' | 'visibility' | 'place' | 'topic' | 'due' | 'closed'>
    >`select state, visibility, place, topic, due, closed from entries.entries where id = ${id} for update`,
  );
}

export interface Cursor {
  at: Date;
  id: string;
}

/** The newest first, after a cursor (keyset: as quick on the thousandth page as on the first). */
export async function listEntries(
  db: Db,
  filter: Filter,
  now: Date,
  query: string | null,
  cursor: Cursor | null,
  most: number,
): Promise<Entry[]> {
  const after = cursor ? sql`and (e.published, e.id) < (${cursor.at}, ${cursor.id}::uuid)` : sql``;
  return all(
    db,
    sql<Entry>`select ${columns} from entries.entries e ${counted} where ${conditions(filter, now, query)} ${after} order by e.published desc, e.id desc limit ${most}`,
  );
}

/** What is told of a thing a thousand at a time: the fewest columns, and instants as the text that they become (ISO 8601, UTC). */
export interface Numbered extends Pick<Entry, 'id' | 'code' | 'place' | 'title' | 'topic' | 'state' | 'place_label'> {
  due: string | null;
  published: string;
  updated: string;
  closed: string | null;
  /** WGS84; nothing where it is no point. */
  lon: number | null;
  lat: number | null;
}

/** The newest first, after so many of them. */
export async function listNumbered(db: Db, filter: Filter, now: Date, most: number, skip: number): Promise<Numbered[]> {
  const isPoint = sql`geometrytype(e.geometry) = 'POINT'`;
  const instant = (name: string) =>
    sql`replace((${sql.ref(`e.${name}`)} at time zone 'UTC')::text, ' ', 'T') || 'Z' as ${sql.ref(name)}`;
  return all(
    db,
    sql<Numbered>`
    select e.id, e.code, e.place, e.title, e.topic, e.state, e.place_label,
      ${instant('due')}, ${instant('published')}, ${instant('updated')}, ${instant('closed')},
      case when ${isPoint} then st_x(e.geometry) end as lon, case when ${isPoint} then st_y(e.geometry) end as lat
    from entries.entries e where ${conditions(filter, now, null)} order by e.published desc, e.id desc limit ${most} offset ${skip}`,
  );
}

/** The best first: words in the title weigh more than those below, newer things a little more than older ones.
 *  Ranked among the newest five hundred that fit, so that a common word costs no more than a rare one: where few fit the index of words finds
 *  them all; where many do, the newest are soon met going back in time. PostgreSQL would choose the second also for words that nobody wrote,
 *  and read everything in vain. Without words, the newest. */
export async function searchEntries(
  db: Db,
  filter: Filter,
  now: Date,
  query: string | null,
  skip: number,
  most: number,
): Promise<Entry[]> {
  const latest = query !== null && (await fewFit(db, query)) ? sql`e.published + interval '0'` : sql`e.published`;
  return all(
    db,
    sql<Entry>`
    with fit as materialized (
      select e.id, e.published, e.words from entries.entries e where ${conditions(filter, now, query)} order by ${latest} desc limit 500),
    best as (select fit.id, ${query === null ? sql`0` : sql`ts_rank_cd(fit.words, ${query}::tsquery)`} as rank, fit.published from fit order by rank desc, fit.published desc offset ${skip} limit ${most})
    select ${columns} from best join entries.entries e on e.id = best.id ${counted} order by best.rank desc, best.published desc`,
  );
}

/** Are so few things expected with these words that reading them all costs less than going back in time until five hundred fit? PostgreSQL is
 *  asked how many rows it expects, with the words and in all. Written out, without parameters: its text would be one more prepared statement. */
async function fewFit(db: Db, query: string): Promise<boolean> {
  const row = await first(
    db,
    sql<{ 'QUERY PLAN': [{ Plan: { Plans: { 'Plan Rows': number }[] } }] }>`
    explain (format json) select 1 from entries.entries e where e.words @@ ${sql.lit(query)}::tsquery union all select 1 from entries.entries`,
  );
  const [fit, everything] = row!['QUERY PLAN'][0].Plan.Plans.map((plan) => plan['Plan Rows']) as [number, number];
  return fit ** 2 <= 500 * everything;
}

/** Text to a full-text query: all the words in any of their endings, the last one also as a beginning. Null when nothing searchable is in it. */
export async function toQuery(db: Db, words: readonly string[]): Promise<string | null> {
  if (words.length === 0) return null;
  const forms = words.flatMap((word, i) => endings(word).map((form) => ({ i, form })));
  const rows = await all(
    db,
    sql<{ i: number; query: string }>`
    select i, plainto_tsquery('kernel.italian', form)::text as query from jsonb_to_recordset(${JSON.stringify(forms)}::jsonb) as asked (i int, form text)`,
  );
  const last = words.length - 1;
  rows.push({ i: last, query: `'${words[last]!.replace(/['\\]/g, '')}':*` });
  // Each form once: PostgreSQL would take five times the same word for five times as many things.
  const found = words.map((_, i) => [...new Set(rows.filter((row) => row.i === i && row.query).map((row) => row.query))]);
  return found
    .filter((queries) => queries.length > 0)
    .map((queries) => `(${queries.join(' | ')})`)
    .join(' & ');
}

/** The Italian stemmer takes «buche» and «buca», «quartiere» and «quartieri» for different words: a word is looked for with each final vowel. */
function endings(word: string): string[] {
  if (word.length < 4 || !/[aeio]$/.test(word)) return [word];
  const root = word.slice(0, -1).replace(/([cg])h$/, '$1');
  const hard = /[cg]$/.test(root) ? 'h' : '';
  return [...new Set([word, `${root}a`, `${root}o`, `${root}${hard}e`, `${root}${hard}i`])];
}

/** The nearest known word to each of these, where it is not known itself. */
export async function mendWords(db: Db, words: readonly string[]): Promise<Map<string, string>> {
  if (words.length === 0) return new Map();
  const rows = await all(
    db,
    sql<{ typed: string; known: string | null }>`
    select typed.word as typed, near.word as known from unnest(array[${sql.join(words)}]::text[]) as typed (word)
    left join lateral (select w.word, w.word <-> typed.word as far from entries.words w order by w.word <-> typed.word limit 5) near
      on near.far < 0.7
    where not exists (select from entries.words w where w.word = typed.word)`,
  );
  return nearest(rows);
}

/** Trigrams propose, the number of wrong letters decides: «stada» is one letter from «strada». */
function nearest(rows: { typed: string; known: string | null }[]): Map<string, string> {
  const best = new Map<string, { word: string; wrong: number }>();
  for (const { typed, known } of rows) {
    if (!known) continue;
    const wrong = lettersApart(typed, known);
    const before = best.get(typed);
    if (wrong <= Math.max(1, Math.floor(typed.length / 3)) && (!before || wrong < before.wrong))
      best.set(typed, { word: known, wrong });
  }
  return new Map([...best].map(([typed, { word }]) => [typed, word]));
}

export async function keepWords(db: Db, words: readonly string[]): Promise<void> {
  if (words.length > 0)
    await sql`insert into entries.words (word) select unnest(array[${sql.join(words)}]::text[]) on conflict do nothing`.execute(
      db,
    );
}

/** Title and summary of public things, for the vocabulary of the search. */
export async function titlesOf(db: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await all(
    db,
    sql<{
      title: string;
    }>`select e.title || ' ' || e.summary as title from entries.entries e where e.visibility = 'public' and e.id in (${sql.join(ids)})`,
  );
  return rows.map((row) => row.title);
}

/** The thing is hidden, or shown again, in one place for every representation. */
export async function setVisibility(db: Db, id: string, visibility: Entry['visibility'], now: Date): Promise<boolean> {
  return (
    (await run(
      db,
      sql`update entries.entries set visibility = ${visibility}, updated = ${now} where id = ${id} and visibility <> ${visibility}`,
    )) > 0
  );
}

/** Counts of a thing, as its rooms' subscribers found them. */
export async function setCounter(
  db: Db,
  counter: 'comments' | 'supports' | 'followers',
  counts: readonly { entry: string; n: number }[],
): Promise<void> {
  if (counts.length === 0) return;
  const column = sql.ref(counter);
  await sql`
    insert into entries.counters (entry, ${column}) select entry, n from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as given (entry uuid, n int)
    on conflict (entry) do update set ${column} = excluded.${column}`.execute(db);
}
