import { sql } from 'kysely';
import type { Geometry } from '../../../commons/entries/store.ts';
import { published, visible } from '../../../commons/entries/visibility.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first, run } from '../../../kernel/database/store.ts';
import type { CaseMove, Pair } from './case.ts';

export async function insertCase(db: Db, id: string): Promise<void> {
  await sql`insert into reports.cases (id) values (${id})`.execute(db);
}

/** False when the report is in a case file already. */
export async function insertMember(db: Db, report: string, caseFile: string, now: Date): Promise<boolean> {
  return (
    (await run(
      db,
      sql`insert into reports.case_members (report, case_file, at) values (${report}, ${caseFile}, ${now}) on conflict do nothing`,
    )) === 1
  );
}

/** An answer that has not reached it yet no longer will. */
export async function deleteMember(db: Db, report: string): Promise<boolean> {
  await sql`delete from reports.case_steps where report = ${report} and done is null and left_why is null`.execute(db);
  return (await run(db, sql`delete from reports.case_members where report = ${report}`)) === 1;
}

/** The case file that a report is in. */
export async function caseOf(db: Db, report: string): Promise<string | undefined> {
  const row = await first(db, sql<{ case_file: string }>`select case_file from reports.case_members where report = ${report}`);
  return row?.case_file;
}

export interface MemberRow {
  id: string;
  code: string;
  title: string;
  place: string;
  place_label: string;
  topic: string | null;
  state: string;
  due: Date | null;
  closed: Date | null;
  lon: number | null;
  lat: number | null;
}

/** The members that the reader may see, the oldest first. */
export async function listMembers(db: Db, actor: Actor, caseFile: string, most: number): Promise<MemberRow[]> {
  return all(
    db,
    sql<MemberRow>`
    select e.id, e.code, e.title, e.place, e.place_label, e.topic, e.state, e.due, e.closed,
      st_x(st_centroid(e.geometry)) as lon, st_y(st_centroid(e.geometry)) as lat
    from reports.case_members m join entries.entries e on e.id = m.report
    where m.case_file = ${caseFile} and ${visible(actor)} order by m.at, e.published limit ${most}`,
  );
}

/** Case files with one of these reports that do not stand where the first of their public reports does, and where that is. */
export async function casesToPlace(
  db: Db,
  reports: readonly string[],
): Promise<{ id: string; geometry: Geometry | null; label: string }[]> {
  return all(
    db,
    sql<{ id: string; geometry: Geometry | null; label: string }>`
    select f.id, st_asgeojson(e.geometry, 15)::json as geometry, coalesce(e.place_label, '') as label
    from (select distinct case_file from reports.case_members where report = any (${array(reports, 'uuid')})) concerned
    join entries.entries f on f.id = concerned.case_file
    left join lateral (
      select e.geometry, e.place_label from reports.case_members m join entries.entries e on e.id = m.report
      where m.case_file = f.id and ${published()} order by m.at, e.published limit 1) e on true
    where (f.geometry, f.place_label) is distinct from (e.geometry, coalesce(e.place_label, ''))`,
  );
}

export interface CaseRow {
  code: string;
  title: string;
  place: string;
  state: string;
  published: Date;
  members: number;
}

/** The case files of these places in which something is still to be done, the newest first. */
export async function listOpenCases(db: Db, places: readonly string[], most: number): Promise<CaseRow[]> {
  return all(
    db,
    sql<CaseRow>`
    select e.code, e.title, e.place, e.state, e.published, (select count(*)::int from reports.case_members m where m.case_file = e.id) as members
    from entries.entries e where e.kind = 'case' and e.closed is null and e.place = any (${array(places, 'uuid')})
    order by e.published desc limit ${most}`,
  );
}

export interface CaseAnswer {
  act: string;
  case_file: string;
  person: string;
  assurance: string;
  text: string;
  move: CaseMove | null;
  due: Date | null;
  reason: string | null;
}

/** An answer, and a step for each member that the case file has now. How many. */
export async function insertAnswer(db: Db, answer: CaseAnswer & { at: Date }): Promise<number> {
  const { act, case_file, person, assurance, at, text, move, due, reason } = answer;
  await sql`
    insert into reports.case_answers (act, case_file, person, assurance, at, text, move, due, reason)
    values (${act}, ${case_file}, ${person}, ${assurance}, ${at}, ${text}, ${move}, ${due}, ${reason})`.execute(db);
  return run(
    db,
    sql`insert into reports.case_steps (answer, report) select ${act}, m.report from reports.case_members m where m.case_file = ${case_file}`,
  );
}

export async function findAnswer(db: Db, act: string): Promise<(CaseAnswer & { case_code: string }) | undefined> {
  return first(
    db,
    sql<CaseAnswer & { case_code: string }>`
    select a.act, a.case_file, a.person, a.assurance, a.text, a.move, a.due, a.reason, e.code as case_code
    from reports.case_answers a join entries.entries e on e.id = a.case_file where a.act = ${act}`,
  );
}

/** Members that the answer has not reached yet. */
export async function waitingSteps(db: Db, answer: string, most: number): Promise<{ report: string; code: string }[]> {
  return all(
    db,
    sql<{ report: string; code: string }>`
    select s.report, e.code from reports.case_steps s join entries.entries e on e.id = s.report
    where s.answer = ${answer} and s.done is null and s.left_why is null order by e.published, e.id limit ${most}`,
  );
}

/** Answers on their way since before an instant: whoever carried them out may have died. */
export async function waitingAnswers(db: Db, before: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ act: string }>`
    select a.act from reports.case_answers a where a.at < ${before} and a.act in (
      select s.answer from reports.case_steps s where s.done is null and s.left_why is null) limit 100`,
  );
  return rows.map((row) => row.act);
}

/** Takes the step for this transaction: nothing when there is none, `true` when it was done or left before. */
export async function lockStep(db: Db, answer: string, report: string): Promise<{ settled: boolean } | undefined> {
  return first(
    db,
    sql<{ settled: boolean }>`
    select (done is not null or left_why is not null) as settled from reports.case_steps where answer = ${answer} and report = ${report} for update`,
  );
}

export async function settleStep(db: Db, answer: string, report: string, now: Date): Promise<void> {
  await sql`update reports.case_steps set done = ${now} where answer = ${answer} and report = ${report}`.execute(db);
}

export interface Why {
  key: string;
  params: Record<string, string | number>;
}

/** The member could not follow: why, in the key of a sentence. */
export async function leaveStep(db: Db, answer: string, report: string, why: Why): Promise<void> {
  await sql`
    update reports.case_steps set left_why = ${JSON.stringify(why)}::jsonb where answer = ${answer} and report = ${report} and done is null`.execute(
    db,
  );
}

export interface Progress {
  answer: string;
  done: number;
  waiting: number;
  left: { code: string; title: string; why: Why }[];
}

/** How far the last answer of a case file has come. */
export async function progressOf(db: Db, caseFile: string): Promise<Progress | undefined> {
  return first(
    db,
    sql<Progress>`
    select latest.act as answer, count(s.done)::int as done, count(*) filter (where s.done is null and s.left_why is null)::int as waiting,
      coalesce(json_agg(json_build_object('code', e.code, 'title', e.title, 'why', s.left_why)) filter (where s.left_why is not null), '[]'::json) as left
    from (select act from reports.case_answers where case_file = ${caseFile} order by at desc, act desc limit 1) latest
    join reports.case_steps s on s.answer = latest.act join entries.entries e on e.id = s.report group by latest.act`,
  );
}

export interface ClusterRow {
  id: string;
  code: string;
  title: string;
  topic: string;
  place: string;
  place_label: string;
  published: Date;
}

/** Which of the latest thousand open reports of these places, of one kind and in no case file, are near each other: at most five thousand pairs. */
export async function nearPairs(
  db: Db,
  places: readonly string[],
  metres: number,
): Promise<{ reports: ClusterRow[]; pairs: Pair[] }> {
  const degrees = metres / 70_000;
  const row = await first(
    db,
    sql<{ reports: ClusterRow[] | null; pairs: Pair[] | null }>`
    with waiting as materialized (
      select e.id, e.code, e.title, e.topic, e.place, e.place_label, e.published, e.geometry from entries.entries e
      where e.kind = 'report' and e.closed is null and e.visibility = 'public' and e.place = any (${array(places, 'uuid')})
        and e.topic is not null and geometrytype(e.geometry) = 'POINT' and not exists (select from reports.case_members m where m.report = e.id)
      order by e.published desc limit 1000),
    pairs as materialized (
      select a.code as a, b.code as b from waiting a join waiting b on a.topic = b.topic and a.place = b.place and a.id < b.id
        and abs(st_x(a.geometry) - st_x(b.geometry)) < ${degrees}::float8 and abs(st_y(a.geometry) - st_y(b.geometry)) < ${degrees}::float8
        and st_dwithin(a.geometry::geography, b.geometry::geography, ${metres}::float8)
      limit 5000)
    select (select json_agg(w) from (
        select id, code, title, topic, place, place_label, published from waiting where code in (select a from pairs union select b from pairs)) w) as reports,
      (select json_agg(p) from pairs p) as pairs`,
  );
  return { reports: row?.reports ?? [], pairs: row?.pairs ?? [] };
}
