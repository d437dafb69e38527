import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';
import { conditions, type Filter } from './filter.ts';

export interface ShapeRow {
  code: string;
  kind: string;
  state: string;
  title: string;
  late: boolean;
  /** Of a point; null for lines and areas, which have `geometry`. */
  lon: number | null;
  lat: number | null;
  geometry: { type: string; coordinates: unknown } | null;
}

export type Box = readonly [west: number, south: number, east: number, north: number];

/** What may lie in a box: the tile cuts exactly, so comparing boxes is enough here, and fifty times cheaper than intersecting. */
function touches([west, south, east, north]: Box): RawBuilder<boolean> {
  return sql<boolean>`e.geometry && st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`;
}

const late = (now: Date) => sql`(e.closed is null and e.due is not null and e.due < ${now})`;

/** Things in a box, the newest first; without points when these are gathered apart. */
export async function shapesIn(
  db: Db,
  filter: Filter,
  box: Box,
  now: Date,
  withoutPoints: boolean,
  most: number,
): Promise<ShapeRow[]> {
  return all(
    db,
    sql<ShapeRow>`
    select e.code, e.kind, e.state, e.title, ${late(now)} as late,
      case when point then st_x(e.geometry) end as lon, case when point then st_y(e.geometry) end as lat,
      case when not point then st_asgeojson(e.geometry, 6)::json end as geometry
    from entries.entries e cross join lateral (select st_geometrytype(e.geometry) = 'ST_Point' as point) g
    where ${conditions(filter, now, null)} and ${touches(box)} ${withoutPoints ? sql`and not point` : sql``}
    order by e.published desc limit ${most}`,
  );
}

export interface ClusterRow {
  count: number;
  done: number;
  /** How many of them are late. */
  late: number;
  lon: number;
  lat: number;
  /** The thing, where it is the only one of its cell. */
  code: string | null;
  kind: string | null;
  state: string | null;
  title: string | null;
}

/** Points gathered by cells of so many degrees; a cell with one thing shows that thing. Means of places, so that a cluster stands where its things are. */
export async function clustersIn(db: Db, filter: Filter, box: Box, now: Date, wide: number, high: number): Promise<ClusterRow[]> {
  return all(
    db,
    sql<ClusterRow>`
    with cell as (
      select count(*)::int as count, count(*) filter (where done)::int as done, count(*) filter (where late)::int as late,
        avg(lon) as lon, avg(lat) as lat, min(code collate "C") as code
      from (
        select e.code, e.closed is not null as done, ${late(now)} as late, st_x(e.geometry) as lon, st_y(e.geometry) as lat
        from entries.entries e where ${conditions(filter, now, null)} and ${touches(box)} and st_geometrytype(e.geometry) = 'ST_Point' offset 0) point
      group by floor(lon / ${wide}::float8), floor(lat / ${high}::float8))
    select cell.count, cell.done, cell.late, cell.lon, cell.lat, e.code, e.kind, e.state, e.title
    from cell left join entries.entries e on cell.count = 1 and e.code = cell.code`,
  );
}
