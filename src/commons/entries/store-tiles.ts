import { type RawBuilder, sql } from 'kysely';
import { atMost } from '../../kernel/at-most.ts';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';
import { conditions, type Filter } from './filter.ts';
import { published } from './visibility.ts';

export type Box = readonly [west: number, south: number, east: number, north: number];

/** A filter with the full-text query that its words became. */
export interface Wanted {
  filter: Filter;
  query: string | null;
}

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
export async function pointsIn(db: Db, { filter, query }: Wanted, box: Box, now: Date, most: number): Promise<Iterable<Point>> {
  const groups = await all(
    db,
    sql<PointGroup>`
    select kind, state, late, string_agg(code, ' ') as codes, json_agg(lon) as lon, json_agg(lat) as lat from (
      select e.code, e.kind, e.state, ${late(now)} as late, (st_x(e.geometry) * 1e7)::int as lon, (st_y(e.geometry) * 1e7)::int as lat
      from entries.entries e where ${conditions(filter, now, query)} and ${touches(box)} and ${isPoint} order by e.published desc limit ${most}) point
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

/** Lines and areas that may lie in a box, the newest first. They are few and have an index of their own; the one of the order, which the planner
 *  takes where it believes them many, would read through everything. */
export async function shapesIn(db: Db, { filter, query }: Wanted, box: Box, now: Date, most: number): Promise<Shape[]> {
  return all(
    db,
    sql<Shape>`
    select e.code, e.kind, e.state, ${late(now)} as late, st_asgeojson(e.geometry, 6)::json as geometry
    from entries.entries e where ${conditions(filter, now, query)} and ${touches(box)} and geometrytype(e.geometry) <> 'POINT'
    order by e.published + interval '0' desc limit ${most}`,
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
/** The cells are kept in squares of 2^3 by 2^3 too: what shows a whole metropolis reads those. */
export const COARSE = 3;

/** First and last column and row of the grid, edges of whole squares. */
export type Cells = readonly [west: number, north: number, east: number, south: number];

/** Points gathered in squares of 2^`by` cells of the grid, in a part of it. */
export async function clustersIn(db: Db, wanted: Wanted, by: number, cells: Cells, box: Box, now: Date): Promise<Cluster[]> {
  const { filter, query } = wanted;
  return inTurn(wanted, () =>
    all(
      db,
      sql<Cluster>`
    with square as (
      select sum(things)::int as things, sum(done)::int as done, least(sum(late), sum(things) - sum(done))::int as late,
        sum(lon) / sum(things) as lon, sum(lat) / sum(things) as lat
      from (${counted(wanted, now, by, cells, touches(box))}) cell group by x, y having sum(things) > 0)
    select square.*, thing.alone from square left join lateral (
      select json_build_object('code', e.code, 'kind', e.kind, 'state', e.state, 'late', ${late(now)}, 'lon', st_x(e.geometry), 'lat', st_y(e.geometry)) as alone
      from entries.entries e where square.things = 1 and ${conditions(filter, now, query)} and ${isPoint}
        and e.geometry && st_expand(st_setsrid(st_makepoint(square.lon, square.lat), 4326), 0.000001) limit 1) thing on true`,
    ),
  );
}

export interface Square {
  /** Column and row among the squares. */
  x: number;
  y: number;
  place: string;
  things: number;
}

/** How many public points lie in each square of 2^`by` cells, by municipality: in the whole territory, or in `part` of it. Where the cells do not
 *  know, the newest `most` things are counted. What only its author may see is not counted for its author either. */
export async function squaresIn(
  db: Db,
  wanted: Wanted,
  by: number,
  part: { cells: Cells; box: Box } | null,
  now: Date,
  most: number,
): Promise<Square[]> {
  const cells: Cells = part?.cells ?? [0, 0, GRID - 1, GRID - 1];
  const near = sql<boolean>`${published()} ${part ? sql`and ${touches(part.box)}` : sql``}`;
  return inTurn(wanted, () =>
    all(
      db,
      sql<Square>`
    select x, y, place, sum(things)::int as things from (${counted(wanted, now, by, cells, near, most)}) cell
    group by x, y, place having sum(things) > 0`,
    ),
  );
}

/** Where things are, in words: of each box the newest thing that says it. */
export async function labelsIn(db: Db, { filter, query }: Wanted, boxes: readonly Box[], now: Date): Promise<string[]> {
  if (boxes.length === 0) return [];
  const rows = await all(
    db,
    sql<{ label: string | null }>`
    select (select e.place_label from entries.entries e
      where ${conditions(filter, now, query)} and ${published()} and e.place_label <> ''
        and e.geometry && st_makeenvelope((box->>0)::float8, (box->>1)::float8, (box->>2)::float8, (box->>3)::float8, 4326)
      order by e.published + interval '0' desc limit 1) as label
    from jsonb_array_elements(${JSON.stringify(boxes)}::jsonb) with ordinality as given (box, i) order by i`,
  );
  return rows.map((row) => row.label ?? '');
}

/** Going through a million things takes seconds: two do it at a time, so that connections are left for everybody else. */
function inTurn<T>(wanted: Wanted, gather: () => Promise<T>): Promise<T> {
  return isInCells(wanted.filter) ? gather() : two(gather);
}
const two = atMost(2);

/** Kind, state, municipality and archive are all that the cells know. */
function isInCells({ kind: _kind, place: _place, states: _states, aside: _aside, ...others }: Filter): boolean {
  return Object.values(others).every((value) => value === undefined);
}

/** Points by square. Kind, state and municipality are read from the cells that subscribers keep; other filters go through the things
 *  themselves, those that are `near`, the newest if they are more than `most`. */
function counted(
  { filter, query }: Wanted,
  now: Date,
  by: number,
  [west, north, east, south]: Cells,
  near: RawBuilder<boolean>,
  most?: number,
): RawBuilder<unknown> {
  const { kind, place, states, aside } = filter;
  const within = (size: number) =>
    sql`x between ${west >> size}::int and ${east >> size}::int and y between ${north >> size}::int and ${south >> size}::int`;
  if (!isInCells(filter))
    return sql`
      select * from (
        select entries.cell_x(st_x(e.geometry)) >> ${by}::int as x, entries.cell_y(st_y(e.geometry)) >> ${by}::int as y, e.place, 1 as things,
          (e.closed is not null)::int as done, ${late(now)}::int as late, st_x(e.geometry) as lon, st_y(e.geometry) as lat
        from entries.entries e where ${conditions(filter, now, query)} and ${near} and ${isPoint}
        ${most ? sql`order by e.published desc limit ${most}` : sql``}) thing where ${within(by)}`;
  const kept = by < COARSE ? 0 : COARSE;
  return sql`
    select x >> ${by - kept}::int as x, y >> ${by - kept}::int as y, place, things, done, late, lon::float8 / 1e6 as lon, lat::float8 / 1e6 as lat
    from entries.cells where by = ${kept} and ${within(kept)} ${kind ? sql`and kind = ${kind}` : sql``} ${place ? sql`and place = ${place}` : sql``}
      ${states && states.length > 0 ? sql`and state in (${sql.join(states)})` : sql``}
      ${aside && aside.length > 0 ? sql`and state not in (${sql.join(aside)})` : sql``}`;
}
