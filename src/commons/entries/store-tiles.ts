import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';
import { conditions, type Filter } from './filter.ts';

export type Box = readonly [west: number, south: number, east: number, north: number];

/** What a tile shows of a thing. */
export interface Shown {
  code: string;
  kind: string;
  state: string;
  late: boolean;
}
export interface Point extends Shown {
  lon: number;
  lat: number;
}
export interface Shape extends Shown {
  geometry: { type: string; coordinates: unknown };
}

const late = (now: Date) => sql`coalesce(e.closed is null and e.due < ${now}, false)`;
const isPoint = sql`geometrytype(e.geometry) = 'POINT'`;

/** What may lie in a box: the tile cuts exactly, so comparing boxes is enough here, and fifty times cheaper than intersecting. */
function touches([west, south, east, north]: Box): RawBuilder<boolean> {
  return sql<boolean>`e.geometry && st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`;
}

/** Points in a box, the newest if they are more than `most`. They come from the database as one row for each kind, state and lateness, and are
 *  given one at a time: five thousand rows would cost the driver four times as much, and objects that live together the collector. */
export async function pointsIn(db: Db, filter: Filter, box: Box, now: Date, most: number): Promise<Iterable<Point>> {
  const groups = await all(
    db,
    sql<PointGroup>`
    select kind, state, late, string_agg(code, ' ') as codes, json_agg(lon) as lon, json_agg(lat) as lat from (
      select e.code, e.kind, e.state, ${late(now)} as late, (st_x(e.geometry) * 1e7)::int as lon, (st_y(e.geometry) * 1e7)::int as lat
      from entries.entries e where ${conditions(filter, now, null)} and ${touches(box)} and ${isPoint} order by e.published desc limit ${most}) point
    group by kind, state, late`,
  );
  return ungrouped(groups);
}

interface PointGroup {
  kind: string;
  state: string;
  late: boolean;
  /** Codes have no spaces. */
  codes: string;
  /** In tenths of a millionth of a degree. */
  lon: number[];
  lat: number[];
}

function* ungrouped(groups: PointGroup[]): Iterable<Point> {
  for (const { kind, state, late, codes, lon, lat } of groups) {
    let i = 0;
    for (const code of codes.split(' ')) {
      yield { code, kind, state, late, lon: lon[i]! / 1e7, lat: lat[i]! / 1e7 };
      i++;
    }
  }
}

/** Lines and areas that may lie in a box, the newest first. */
export async function shapesIn(db: Db, filter: Filter, box: Box, now: Date, most: number): Promise<Shape[]> {
  return all(
    db,
    sql<Shape>`
    select e.code, e.kind, e.state, ${late(now)} as late, st_asgeojson(e.geometry, 6)::json as geometry
    from entries.entries e where ${conditions(filter, now, null)} and ${touches(box)} and geometrytype(e.geometry) <> 'POINT'
    order by e.published desc limit ${most}`,
  );
}

export interface Cluster {
  things: number;
  done: number;
  late: number;
  /** Mean of the places, so that a cluster stands where its things are. */
  lon: number;
  lat: number;
  /** The thing, where it is the only one. */
  alone: Point | null;
}

/** Columns and rows of the grid of entries.cells. */
export const GRID = 2 ** 17;

/** Points gathered in squares of 2^`by` cells of the grid, in a tile `wide` cells wide that begins at a column and a row. Kind, state and
 *  municipality are read from the cells that subscribers keep; other filters go through the things themselves. */
export async function clustersIn(
  db: Db,
  filter: Filter,
  [column, row, wide]: readonly [number, number, number],
  by: number,
  box: Box,
  now: Date,
): Promise<Cluster[]> {
  const { kind, place, states, ...others } = filter;
  const within = sql`x between ${column}::int and ${column + wide - 1}::int and y between ${row}::int and ${row + wide - 1}::int`;
  const source = Object.values(others).every((value) => value === undefined)
    ? sql`select x, y, things, done, late, lon::float8 / 1e6 as lon, lat::float8 / 1e6 as lat from entries.cells
          where ${within} ${kind ? sql`and kind = ${kind}` : sql``} ${place ? sql`and place = ${place}` : sql``}
          ${states && states.length > 0 ? sql`and state in (${sql.join(states)})` : sql``}`
    : sql`select * from (
          select entries.cell_x(st_x(e.geometry)) as x, entries.cell_y(st_y(e.geometry)) as y, 1 as things, (e.closed is not null)::int as done, ${late(now)}::int as late,
            st_x(e.geometry) as lon, st_y(e.geometry) as lat
          from entries.entries e where ${conditions(filter, now, null)} and ${touches(box)} and ${isPoint}) point where ${within}`;
  return all(
    db,
    sql<Cluster>`
    with square as (
      select sum(things)::int as things, sum(done)::int as done, least(sum(late), sum(things) - sum(done))::int as late,
        sum(lon) / sum(things) as lon, sum(lat) / sum(things) as lat
      from (${source}) cell group by x >> ${by}::int, y >> ${by}::int having sum(things) > 0)
    select square.*, thing.alone from square left join lateral (
      select json_build_object('code', e.code, 'kind', e.kind, 'state', e.state, 'late', ${late(now)}, 'lon', st_x(e.geometry), 'lat', st_y(e.geometry)) as alone
      from entries.entries e where square.things = 1 and ${conditions(filter, now, null)} and ${isPoint}
        and e.geometry && st_expand(st_setsrid(st_makepoint(square.lon, square.lat), 4326), 0.000001) limit 1) thing on true`,
  );
}
