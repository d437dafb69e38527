import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';
import type { Answered } from './intake/store.ts';

/** Points spread over each municipality, as many as its share of the inhabitants asks for. The same seed gives the same points. */
export async function spreadPoints(db: Db, total: number): Promise<{ place: string; lon: number; lat: number }[]> {
  return all(
    db,
    sql<{ place: string; lon: number; lat: number }>`
    with weights as (
      select b.place, b.geometry, greatest(1, round(${total}::int * coalesce(p.population, 1000)::float8 / sum(coalesce(p.population, 1000)) over ()))::int as n
      from territory.boundaries b join territory.places p on p.id = b.place and p.kind = 'municipality' where b.until is null)
    select w.place, st_x(d.geom) as lon, st_y(d.geom) as lat
    from weights w cross join lateral st_dump(st_generatepoints(st_buffer(w.geometry, -0.002), w.n, 7)) d`,
  );
}

export interface SeededReport {
  id: string;
  place: string;
  author: string | null;
  assurance: string;
  title: string;
  description: string;
  topic: string | null;
  lon: number | null;
  lat: number | null;
  label: string;
  state: string;
  due: string | null;
  published: string;
  updated: string;
  closed: string | null;
  assignee: string | null;
  key: string;
  receipt: string;
  channel: string;
  source: string | null;
  source_id: string | null;
  /** What the source of an imported report says of it. */
  source_said?: string;
  /** For the office alone. */
  visibility?: 'private';
}

/** Entries and reports of the past, many in one statement, in the order given; their codes by id. */
export async function insertPast(db: Db, reports: readonly SeededReport[]): Promise<Map<string, string>> {
  if (reports.length === 0) return new Map();
  const rows = await all(
    db,
    sql<{ id: string; code: string }>`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) as g (id uuid, place uuid, author uuid, assurance text, title text, description text, topic text,
        lon float8, lat float8, label text, state text, due timestamptz, published timestamptz, updated timestamptz, closed timestamptz, assignee uuid, key text, receipt text, channel text, source text, source_id text, source_said text, visibility text)),
    entered as (
      insert into entries.entries (id, kind, code, place, author, title, summary, topic, geometry, place_label, visibility, state, due, assurance, published, updated, closed)
      select id, 'report', 'SEG-' || extract(year from published at time zone 'Europe/Rome') || '-' ||
          lpad(nextval(('entries.numbers_seg_' || extract(year from published at time zone 'Europe/Rome'))::regclass)::text, 6, '0'),
        place, author, title, description, topic, case when lon is not null then st_setsrid(st_makepoint(lon, lat), 4326) end, label, coalesce(visibility, 'public'), state, due, assurance, published, updated, closed
      from given returning id, code),
    reported as (
      insert into reports.reports (id, key, description, receipt, channel, assignee, source, source_id, source_said)
      select id, key, description, decode(receipt, 'hex'), channel, assignee, source, source_id, source_said from given)
    select id, code from entered`,
  );
  return new Map(rows.map((row) => [row.id, row.code]));
}

/** Answers to the questions of the kinds, of many reports at once. */
export async function insertPastAnswers(db: Db, answers: readonly (Answered & { report: string })[]): Promise<void> {
  await sql`
    insert into reports.answers (report, question, position, asked, said)
    select report, question, position, asked, said
    from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as given (report uuid, question text, position int, asked text, said text)`.execute(
    db,
  );
}

export async function insertNotes(db: Db, notes: readonly { act: string; entry: string; text: string }[]): Promise<void> {
  await sql`insert into entries.notes (act, entry, text) select act, entry, text from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as g (act uuid, entry uuid, text text)`.execute(
    db,
  );
}

export async function insertSupports(
  db: Db,
  supports: readonly { report: string; person: string; assurance: string; at: string }[],
): Promise<void> {
  await sql`
    insert into reports.supports (report, person, assurance, at)
    select report, person, assurance, at from jsonb_to_recordset(${JSON.stringify(supports)}::jsonb) as g (report uuid, person uuid, assurance text, at timestamptz) on conflict do nothing`.execute(
    db,
  );
  await sql`
    insert into entries.counters (entry, supports) select report, count(*) from reports.supports
    where report = any (array(select distinct report from jsonb_to_recordset(${JSON.stringify(supports)}::jsonb) as g (report uuid))) group by report
    on conflict (entry) do update set supports = excluded.supports`.execute(db);
}

export async function seededPeople(db: Db): Promise<{ id: string; assurance: string; officer_of: string | null }[]> {
  return all(
    db,
    sql<{ id: string; assurance: string; officer_of: string | null }>`
    select p.id, p.assurance, (select r.place from people.roles r where r.person = p.id and r.role = 'officer' and r.until is null limit 1) as officer_of
    from people.people p where p.erased is null and not exists (select from people.roles r where r.person = p.id and r.role <> 'officer') order by p.created, p.id limit 3000`,
  );
}

export async function hasReports(db: Db): Promise<boolean> {
  return (await all(db, sql`select 1 from reports.reports limit 1`)).length > 0;
}

export interface UnderWay {
  id: string;
  code: string;
  place: string;
  topic: string;
  assignee: string;
  label: string;
  lon: number;
  lat: number;
  state: string;
}

/** Reports that an officer is working on, in an order that does not change. */
export async function listUnderWay(db: Db): Promise<UnderWay[]> {
  return all(
    db,
    sql<UnderWay>`
    select e.id, e.code, e.place, e.topic, r.assignee, e.place_label as label, st_x(e.geometry) as lon, st_y(e.geometry) as lat, e.state
    from entries.entries e join reports.reports r on r.id = e.id
    where e.kind = 'report' and e.closed is null and e.state in ('taken-in-charge', 'in-progress') and r.assignee is not null
      and e.topic is not null and geometrytype(e.geometry) = 'POINT'
    order by e.place, e.topic, e.published limit 1000`,
  );
}

/** Brings these reports within a hundred metres of the first: the demo spreads its reports too thinly for groups. */
export async function drawTogether(db: Db, reports: readonly UnderWay[]): Promise<void> {
  const [first] = reports as [UnderWay];
  const moved = reports.map(({ id }, i) => ({ id, lon: first.lon + i * 0.0002, lat: first.lat + i * 0.0002 }));
  await sql`
    update entries.entries e set geometry = st_setsrid(st_makepoint(g.lon, g.lat), 4326)
    from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as g (id uuid, lon float8, lat float8) where e.id = g.id`.execute(
    db,
  );
}
