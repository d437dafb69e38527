import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { HouseNumber } from './address.ts';
import { nearly } from './address.ts';

/** Two imports of one source wait for each other. */
export async function lockSource(db: Db, source: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`addresses.import ${source}`}, 0))`.execute(db);
}

export interface StreetRow {
  id: string;
  municipality: string;
  name: string;
  locality: string;
  plain: string;
}

/** Makes the streets that are not there yet, and says which is which: ids in the order given. A street that is there follows its words. */
export async function ensureStreets(db: Db, streets: readonly StreetRow[]): Promise<Map<string, string>> {
  const rows = await all(
    db,
    sql<{ given: string; id: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(streets)}::jsonb) as g (id uuid, municipality uuid, name text, locality text, plain text)),
    made as (
      insert into addresses.streets (id, municipality, name, locality, plain) select id, municipality, name, locality, plain from given
      on conflict (municipality, name, locality) do update set plain = excluded.plain where streets.plain <> excluded.plain
      returning id, municipality, name, locality),
    words as (
      insert into addresses.words (word) select distinct unnest(string_to_array(plain, ' ')) from given on conflict do nothing)
    select g.id as given, coalesce(m.id, s.id) as id from given g
    left join made m using (municipality, name, locality) left join addresses.streets s using (municipality, name, locality)`,
  );
  return new Map(rows.map((row) => [row.given, row.id]));
}

export interface NewAddress extends HouseNumber {
  id: string;
  sourceId: string;
  street: string;
  lon: number;
  lat: number;
}

/** Lands addresses by source and id; those that say something else, or come back, follow. What stays as it was is not written. */
export async function landAddresses(
  db: Db,
  source: string,
  addresses: readonly NewAddress[],
  now: Date,
): Promise<{ landed: number; updated: number }> {
  const row = await first(
    db,
    sql<{ landed: number; updated: number }>`
    with written as (
      insert into addresses.addresses as a (id, source, source_id, street, number, exponent, point, imported)
      select g.id, ${source}, g."sourceId", g.street, g.number, g.exponent, st_setsrid(st_makepoint(g.lon, g.lat), 4326), ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb)
        as g (id uuid, "sourceId" text, street uuid, number text, exponent text, lon float8, lat float8)
      on conflict (source, source_id) do update
      set street = excluded.street, number = excluded.number, exponent = excluded.exponent, point = excluded.point,
        imported = excluded.imported, retired = null
      where a.retired is not null or (a.street, a.number, a.exponent) is distinct from (excluded.street, excluded.number, excluded.exponent)
        or not st_equals(a.point, excluded.point)
      returning (xmax = 0) as fresh)
    select count(*) filter (where fresh)::int as landed, count(*) filter (where not fresh)::int as updated from written`,
  );
  return row!;
}

/** Retires what a source no longer has. */
export async function retireAddresses(db: Db, source: string, there: readonly string[], now: Date): Promise<number> {
  return run(
    db,
    sql`
    update addresses.addresses a set retired = ${now}
    from (
      select source_id from addresses.addresses where source = ${source} and retired is null
      except select unnest(${array(there, 'text')})) gone
    where a.source = ${source} and a.source_id = gone.source_id`,
  );
}

/** Is there any register? */
export async function hasAddresses(db: Db): Promise<boolean> {
  return (await first(db, sql`select 1 from addresses.addresses where retired is null limit 1`)) !== undefined;
}

export interface AddressFound extends HouseNumber {
  id: string;
  street: string;
  locality: string;
  municipality: string;
  lon: number;
  lat: number;
}

const columns = sql`a.id, s.name as street, s.locality, s.municipality, a.number, a.exponent, st_x(a.point) as lon, st_y(a.point) as lat`;

export async function findAddress(db: Db, id: string): Promise<AddressFound | undefined> {
  return first(
    db,
    sql<AddressFound>`
    select ${columns} from addresses.addresses a join addresses.streets s on s.id = a.street where a.id::text = ${id}`,
  );
}

export interface Sought {
  words: readonly string[];
  house: HouseNumber | null;
  municipality: string | null;
}

/** Addresses whose street has all these beginnings of words. */
export async function searchAddresses(db: Db, { words, house, municipality }: Sought, most: number): Promise<AddressFound[]> {
  const query = words.map((word) => `${word}:*`).join(' & ');
  return all(db, addressesOf(sql`select ${query}::tsquery as query`, house, municipality, most));
}

/** The same, where a word may have a letter wrong. */
export async function searchNearly(db: Db, { words, house, municipality }: Sought, most: number): Promise<AddressFound[]> {
  const typed = words.map((word, n) => ({ n, first: word[0], like: nearly(word).map((one) => `${one}%`) }));
  const meant = sql`
    select string_agg(one.words, ' & ')::tsquery as query
    from jsonb_to_recordset(${JSON.stringify(typed)}::jsonb) as t (n int, first text, "like" text[])
    join lateral (
      select '(' || string_agg(w.word, ' | ') || ')' as words from addresses.words w
      where w.word >= t.first and w.word < t.first || '~' and w.word like any (t."like")) one on true
    having count(one.words) = ${words.length}::int`;
  return all(db, addressesOf(meant, house, municipality, most));
}

/** Of the shortest streets that fit, the numbers asked for; without a number the first of each street, then the second. */
function addressesOf(query: ReturnType<typeof sql>, house: HouseNumber | null, municipality: string | null, most: number) {
  const here = municipality === null ? sql`` : sql`and s.municipality = ${municipality}`;
  const number =
    house === null
      ? sql``
      : house.exponent === ''
        ? sql`and a.number like ${`${house.number}%`}`
        : sql`and a.number = ${house.number} and a.exponent like ${`${house.exponent}%`}`;
  return sql<AddressFound>`
    with asked as materialized (${query}),
    s as materialized (
      select s.id, s.name, s.locality, s.municipality, length(s.plain) as long from asked, addresses.streets s
      where s.words @@ asked.query ${here}
        and exists (select from addresses.addresses a where a.street = s.id and a.retired is null ${number})
      order by length(s.plain), s.plain, s.id limit 50)
    select ${columns} from s cross join lateral (
      select a.*, row_number() over (order by a.number <> ${house?.number ?? ''}, a.number::int, a.exponent) as turn
      from addresses.addresses a where a.street = s.id and a.retired is null ${number}
      order by turn limit ${most}::int) a
    order by ${house === null ? sql`a.turn` : sql`a.number <> ${house.number}, a.exponent <> ${house.exponent}`}, s.long, s.name, s.id, a.turn
    limit ${most}::int`;
}
