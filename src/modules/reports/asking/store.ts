import { sql } from 'kysely';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first, run } from '../../../kernel/database/store.ts';

export interface ToAsk {
  report: string;
  closed: Date;
}

/** Reports closed between two instants in these states, whose reporter has an address and wants to hear of them, and was not asked of this
 *  closing yet; the longest closed first. */
export async function listToAsk(
  db: Db,
  closed: { since: Date; until: Date },
  states: readonly string[],
  most: number,
): Promise<ToAsk[]> {
  return all(
    db,
    sql<ToAsk>`
    select e.id as report, e.closed from entries.entries e join people.people p on p.id = e.author
    where e.kind = 'report' and e.closed >= ${closed.since} and e.closed < ${closed.until} and e.state = any (${array(states, 'text')})
      and e.visibility in ('public', 'private') and p.erased is null
      and not exists (select from reports.questions q where q.report = e.id and q.closed = e.closed)
      and not exists (select from notices.follows f where f.entry = e.id and f.person = e.author and f.how = 'none')
    order by e.closed limit ${most}`,
  );
}

/** False when it was asked meanwhile. */
export async function insertQuestion(db: Db, question: ToAsk & { token: Buffer; now: Date }): Promise<boolean> {
  const { report, closed, token, now } = question;
  return (
    (await run(
      db,
      sql`insert into reports.questions (report, closed, token, asked) values (${report}, ${closed}, ${token}, ${now}) on conflict do nothing`,
    )) === 1
  );
}

export interface Question {
  report: string;
  code: string;
  closed: Date;
  asked: Date;
  fixed: boolean | null;
}

/** Locked, so that of two answers at once the second finds the first. */
export async function findQuestion(db: Db, token: Buffer): Promise<Question | undefined> {
  return first(
    db,
    sql<Question>`
    select q.report, e.code, q.closed, q.asked, q.fixed from reports.questions q join entries.entries e on e.id = q.report
    where q.token = ${token} for update of q`,
  );
}

export async function answerQuestion(db: Db, token: Buffer, fixed: boolean, now: Date): Promise<void> {
  await sql`update reports.questions set fixed = ${fixed}, answered = ${now} where token = ${token}`.execute(db);
}

export interface Addressed {
  email: string;
  language: 'it' | 'en';
  code: string;
  title: string;
  place: string;
  state: string;
}

/** To whom the question goes; nobody when the report was opened again, answered or hidden meanwhile. */
export async function findAddressed(db: Db, token: Buffer): Promise<Addressed | undefined> {
  return first(
    db,
    sql<Addressed>`
    select p.email, p.language, e.code, e.title, e.place, e.state from reports.questions q join entries.entries e on e.id = q.report
    join people.people p on p.id = e.author
    where q.token = ${token} and q.fixed is null and e.closed = q.closed and e.visibility in ('public', 'private') and p.erased is null`,
  );
}

/** Counts the answers of the last twelve months anew, by place; the metropolis stands for all. */
export async function countAnswers(db: Db, now: Date, metropolis: string): Promise<void> {
  await sql`
    with counted as (
      select coalesce(e.place, ${metropolis}::uuid) as place, count(*) filter (where q.fixed)::int as yes, count(*) filter (where not q.fixed)::int as no
      from reports.questions q join entries.entries e on e.id = q.report
      where q.answered >= ${now}::timestamptz - interval '365 days' group by grouping sets ((e.place), ()) having grouping(e.place) = 1 or e.place <> ${metropolis}),
    gone as (delete from reports.fixed f where not exists (select from counted c where c.place = f.place))
    insert into reports.fixed (place, yes, no) select place, yes, no from counted where yes + no > 0
    on conflict (place) do update set yes = excluded.yes, no = excluded.no`.execute(db);
}

export async function answersIn(db: Db, place: string): Promise<{ yes: number; no: number } | undefined> {
  return first(db, sql<{ yes: number; no: number }>`select yes, no from reports.fixed where place = ${place}`);
}
