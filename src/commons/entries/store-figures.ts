import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, first } from '../../kernel/database/store.ts';
import { COARSE } from './store-tiles.ts';

/** Cells are kept in these sizes: 2^by columns and rows of the grid. */
const grids = sql`(values (0), (${COARSE}::int)) grid (by)`;

/** Adds the journal of changes up into the totals and the cells of the map; returns how many rows it took. One process at a time, the others go on. */
export async function rollUpTallies(db: Db): Promise<number> {
  const row = await first(
    db,
    sql<{ taken: number }>`
    with taken as (delete from entries.tally_journal where id in (select id from entries.tally_journal order by id limit 20000 for update skip locked)
      returning kind, place, state, coalesce(outcome, state) as outcome, month, change, point, done),
    summed as (select kind, place, state, outcome, month, sum(change) as change from taken group by 1, 2, 3, 4, 5),
    added as (
      insert into entries.tallies (kind, place, state, outcome, month, total) select kind, place, state, outcome, month, change from summed where change <> 0
      on conflict (kind, place, state, outcome, month) do update set total = entries.tallies.total + excluded.total),
    cells as (
      insert into entries.cells (by, x, y, kind, state, place, things, done, lon, lat)
      select by, entries.cell_x(st_x(point)) >> by, entries.cell_y(st_y(point)) >> by, kind, state, place, sum(change), sum(change * done::int),
        sum(change * round(st_x(point) * 1e6)), sum(change * round(st_y(point) * 1e6))
      from taken cross join ${grids} where point is not null group by 1, 2, 3, 4, 5, 6
      on conflict (by, x, y, kind, state, place) do update set things = entries.cells.things + excluded.things, done = entries.cells.done + excluded.done,
        lon = entries.cells.lon + excluded.lon, lat = entries.cells.lat + excluded.lat)
    select count(*) as taken from taken`,
  );
  return row?.taken ?? 0;
}

export interface Tally {
  kind: string;
  place: string;
  state: string;
  /** What it came to: the state, and of what stands in an archive the one before. */
  outcome: string;
  total: number;
}

/** How many public things, by kind, place, state and outcome, published since a month (YYYY-MM-DD), or ever. */
export async function tallies(db: Db, options: { kind?: string; place?: string; since?: string }): Promise<Tally[]> {
  return all(
    db,
    sql<Tally>`
    select kind, place, state, outcome, sum(total)::bigint as total from entries.tallies
    where true ${options.kind ? sql`and kind = ${options.kind}` : sql``} ${options.place ? sql`and place = ${options.place}` : sql``}
      ${options.since ? sql`and month >= ${options.since}::date` : sql``}
    group by kind, place, state, outcome having sum(total) > 0`,
  );
}

export interface Figure {
  kind: string;
  place: string;
  name: string;
  value: number | null;
  base: number;
  computed: Date;
}

export async function figures(db: Db, kind: string, places: readonly string[]): Promise<Figure[]> {
  return all(
    db,
    sql<Figure>`select kind, place, name, value, base, computed from entries.figures where kind = ${kind} and place in (${sql.join(places)})`,
  );
}

/** Late things now, and the median days from publication to closing over the last ninety days and the same days a year before,
 *  by kind and place; the metropolis counts for all its places, its own things among them. Each figure keeps the number of things it rests on.
 *  What was closed in the instant of its publication was passed on to others by itself: nobody answered it here. Late things by cell of the map, too. */
export async function computeFigures(db: Db, now: Date, metropolis: string): Promise<void> {
  const sets = sql`grouping sets ((e.kind, e.place), (e.kind)) having grouping(e.place) = 1 or e.place <> ${metropolis}`;
  const closings = (name: string, from: number, until: number) => sql`
    select e.kind, coalesce(e.place, ${metropolis}::uuid) as place, ${name}::text as name,
      percentile_cont(0.5) within group (order by extract(epoch from e.closed - e.published) / 86400) as value, count(*) as base
    from entries.entries e
    where e.visibility = 'public' and e.closed >= ${now}::timestamptz - make_interval(days => ${from}::int) and e.closed < ${now}::timestamptz - make_interval(days => ${until}::int)
      and e.closed > e.published
    group by ${sets}`;
  await sql`
    with computed as (
      select e.kind, coalesce(e.place, ${metropolis}::uuid) as place, 'late' as name, count(*)::float8 as value, count(*) as base
      from entries.entries e where e.visibility = 'public' and e.closed is null and e.due < ${now} group by ${sets}
      union all ${closings('median-days', 90, 0)}
      union all ${closings('median-days-last-year', 455, 365)}),
    gone as (delete from entries.figures f where not exists (select from computed c where (c.kind, c.place, c.name) = (f.kind, f.place, f.name)))
    insert into entries.figures (kind, place, name, value, base, computed) select kind, place, name, value, base, ${now} from computed
    on conflict (kind, place, name) do update set value = excluded.value, base = excluded.base, computed = excluded.computed`.execute(
    db,
  );
  await sql`
    with late as (
      select by, entries.cell_x(st_x(e.geometry)) >> by as x, entries.cell_y(st_y(e.geometry)) >> by as y, e.kind, e.state, e.place, count(*)::int as things
      from entries.entries e cross join ${grids}
      where e.visibility = 'public' and e.closed is null and e.due < ${now} and geometrytype(e.geometry) = 'POINT' group by 1, 2, 3, 4, 5, 6)
    update entries.cells c set late = coalesce(l.things, 0)
    from entries.cells old left join late l using (by, x, y, kind, state, place)
    where (c.by, c.x, c.y, c.kind, c.state, c.place) = (old.by, old.x, old.y, old.kind, old.state, old.place) and c.late <> coalesce(l.things, 0)`.execute(
    db,
  );
}
