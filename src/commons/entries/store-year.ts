import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array } from '../../kernel/database/store.ts';

/** The last twelve months of a kind in a place; a median is worth as much as the number of things it rests on. */
export interface Year {
  place: string;
  /** Empty for all topics. */
  topic: string;
  closed: number;
  done: number;
  median_days: number | null;
  open: number;
  late: number;
  promised: number;
  kept: number;
  computed: Date;
}

/** Stands as a place for what belongs to the metropolis itself, like its roads: the metropolis stands for all its places. */
export const ownOfMetropolis = '00000000-0000-0000-0000-000000000000';

/** Computes the twelve months before an instant anew: figures, weeks and ages; the metropolis counts for all its places, and what is its own
 *  is counted beside them, so that the parts add up to the whole. `done` are the states that mean «done», as `kind state`. */
export async function computeYear(db: Db, now: Date, metropolis: string, done: readonly string[]): Promise<void> {
  const things = sql`
    select e.kind, case when e.place = ${metropolis} then ${ownOfMetropolis}::uuid else e.place end as place, coalesce(e.topic, 'none') as topic, e.published, e.closed, e.due, (e.kind || ' ' || coalesce(e.outcome, e.state)) = any (${array(done, 'text')}) as done
    from entries.entries e where e.visibility = 'public' and (e.closed is null or e.closed >= ${now}::timestamptz - interval '371 days' or e.published >= ${now}::timestamptz - interval '371 days')`;
  const sets = sql`grouping sets ((kind, place, topic), (kind, place), (kind, topic), (kind))`;
  const places = sql`coalesce(place, ${metropolis}::uuid) as place, coalesce(topic, '') as topic`;
  // What was passed on to others in the instant of its publication was answered by nobody here.
  const lately = sql`closed >= ${now}::timestamptz - interval '365 days' and closed > published`;
  await db.transaction().execute(async (trx) => {
    await sql`create temporary table year_things on commit drop as ${things}`.execute(trx);
    await sql`delete from entries.years`.execute(trx);
    await sql`
      insert into entries.years (kind, place, topic, closed, done, median_days, open, late, promised, kept, computed)
      select kind, ${places}, count(*) filter (where ${lately}), count(*) filter (where ${lately} and done),
        percentile_cont(0.5) within group (order by extract(epoch from closed - published) / 86400) filter (where ${lately}),
        count(*) filter (where closed is null), count(*) filter (where closed is null and due < ${now}),
        count(*) filter (where ${lately} and due is not null), count(*) filter (where ${lately} and closed <= due), ${now}
      from year_things group by ${sets}`.execute(trx);
    await sql`delete from entries.weeks`.execute(trx);
    await sql`
      insert into entries.weeks (kind, place, topic, week, opened, closed)
      select kind, ${places}, week, sum(opened), sum(closed) from (
        select kind, place, topic, date_trunc('week', published at time zone 'Europe/Rome')::date as week, count(*) as opened, 0 as closed from year_things group by 1, 2, 3, 4
        union all
        select kind, place, topic, date_trunc('week', closed at time zone 'Europe/Rome')::date, 0, count(*) from year_things where closed is not null group by 1, 2, 3, 4) counted
      where week >= ((${now}::timestamptz - interval '52 weeks') at time zone 'Europe/Rome')::date and week <= (${now}::timestamptz at time zone 'Europe/Rome')::date
      group by grouping sets ((kind, place, topic, week), (kind, place, week), (kind, topic, week), (kind, week))`.execute(trx);
    await sql`delete from entries.ages`.execute(trx);
    await sql`
      insert into entries.ages (kind, place, topic, days, things)
      select kind, ${places}, days, count(*) from (
        select kind, place, topic, (select max(band) from unnest(array[0, 7, 30, 90, 365]) as b (band) where band <= greatest(0, extract(day from ${now}::timestamptz - published))) as days
        from year_things where closed is null) open
      group by grouping sets ((kind, place, topic, days), (kind, place, days), (kind, topic, days), (kind, days))`.execute(trx);
  });
}

/** Of some places, or of all; of one topic, all of them apart, or all together (''). */
export async function years(db: Db, kind: string, which: { places?: readonly string[]; topic?: string }): Promise<Year[]> {
  return all(
    db,
    sql<Year>`select place, topic, closed, done, median_days, open, late, promised, kept, computed from entries.years
      where kind = ${kind} ${which.places ? sql`and place = any (${array(which.places, 'uuid')})` : sql``}
        ${which.topic === undefined ? sql`` : sql`and topic = ${which.topic}`} limit 5000`,
  );
}

export interface Week {
  /** Its Monday, `YYYY-MM-DD`. */
  week: string;
  opened: number;
  closed: number;
}

/** From the first week in which something happened until this one; a week in which nothing did is among them. */
export async function weeks(db: Db, kind: string, place: string, topic: string, now: Date): Promise<Week[]> {
  return all(
    db,
    sql<Week>`
    with told as (select week, opened, closed from entries.weeks where kind = ${kind} and place = ${place} and topic = ${topic})
    select monday::date::text as week, coalesce(opened, 0) as opened, coalesce(closed, 0) as closed
    from generate_series((select min(week) from told)::timestamp, ${now}::timestamptz at time zone 'Europe/Rome', interval '1 week') as every (monday)
    left join told on week = monday::date order by monday`,
  );
}

export interface Age {
  /** At least so many days. */
  days: number;
  things: number;
}

export async function ages(db: Db, kind: string, place: string, topic: string): Promise<Age[]> {
  return all(
    db,
    sql<Age>`select days, things from entries.ages where kind = ${kind} and place = ${place} and topic = ${topic} order by days`,
  );
}
