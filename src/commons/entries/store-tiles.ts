import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';
import { conditions, type Filter } from './filter.ts';

export interface ShapeRow {
  code: string;
  kind: string;
  state: string;
  title: string;
  due: Date | null;
  closed: Date | null;
  /** Of a point; null for lines and areas, which have `geometry`. */
  lon: number | null;
  lat: number | null;
  geometry: { type: string; coordinates: unknown } | null;
}

/** Things in the box of the filter, the newest first; without points when these are gathered apart. */
export async function shapesIn(db: Db, filter: Filter, now: Date, withoutPoints: boolean, most: number): Promise<ShapeRow[]> {
  return all(
    db,
    sql<ShapeRow>`
    select e.code, e.kind, e.state, e.title, e.due, e.closed,
      case when point then st_x(e.geometry) end as lon, case when point then st_y(e.geometry) end as lat,
      case when not point then st_asgeojson(e.geometry, 6)::json end as geometry
    from entries.entries e cross join lateral (select st_geometrytype(e.geometry) = 'ST_Point' as point) g
    where ${conditions(filter, now, null)} ${withoutPoints ? sql`and not point` : sql``}
    order by e.published desc limit ${most}`,
  );
}

export interface ClusterRow extends Omit<ShapeRow, 'lon' | 'lat' | 'geometry'> {
  count: number;
  done: number;
  late: number;
  lon: number;
  lat: number;
}

/** Points gathered by cells of so many degrees; a cell with one thing shows that thing. Means of places, so that a cluster stands where its things are. */
export async function clustersIn(db: Db, filter: Filter, now: Date, wide: number, high: number): Promise<ClusterRow[]> {
  return all(
    db,
    sql<ClusterRow>`
    select count(*)::int as count, count(*) filter (where e.closed is not null)::int as done, count(*) filter (where e.closed is null and e.due < ${now})::int as late,
      avg(st_x(e.geometry)) as lon, avg(st_y(e.geometry)) as lat,
      min(e.code) as code, min(e.kind) as kind, min(e.state) as state, min(e.title) as title, min(e.due) as due, min(e.closed) as closed
    from entries.entries e where ${conditions(filter, now, null)} and st_geometrytype(e.geometry) = 'ST_Point'
    group by floor(st_x(e.geometry) / ${wide}::float8), floor(st_y(e.geometry) / ${high}::float8)`,
  );
}
