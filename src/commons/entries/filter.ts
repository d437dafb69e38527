import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import { array } from '../../kernel/database/store.ts';
import { published } from './visibility.ts';

/** What a reader may ask of the catalogue. The same filter serves page, map, feeds, exports and API. */
export interface Filter {
  kind?: string;
  /** Municipality or metropolis id; the metropolis means everywhere. */
  place?: string;
  topic?: string;
  /** Any of these. */
  topics?: readonly string[];
  /** Only those with these public codes. */
  codes?: readonly string[];
  states?: readonly string[];
  /** All but these states. */
  aside?: readonly string[];
  /** Open things whose promised date has passed. */
  late?: boolean;
  from?: Date;
  until?: Date;
  text?: string;
  bbox?: readonly [west: number, south: number, east: number, north: number];
  near?: { lat: number; lon: number; metres: number };
  /** Only those of this person: shown to that person alone. */
  author?: string;
  /** Only what was published on behalf of this organisation. */
  onBehalf?: string;
}

/** Conditions on entries.entries (alias `e`). `query` is the full-text query that the words of `text` became, or null. */
export function conditions(filter: Filter, now: Date, query: string | null): RawBuilder<boolean> {
  const all: RawBuilder<boolean>[] = [filter.author ? sql<boolean>`e.author = ${filter.author}` : published()];
  if (filter.kind) all.push(sql<boolean>`e.kind = ${filter.kind}`);
  if (filter.place) all.push(sql<boolean>`e.place = ${filter.place}`);
  if (filter.onBehalf) all.push(sql<boolean>`e.on_behalf = ${filter.onBehalf}`);
  if (filter.topic) all.push(sql<boolean>`e.topic = ${filter.topic}`);
  if (filter.topics) all.push(sql<boolean>`e.topic = any (${array(filter.topics, 'text')})`);
  if (filter.codes) all.push(sql<boolean>`e.code = any (${array(filter.codes, 'text')})`);
  if (filter.states && filter.states.length > 0) all.push(sql<boolean>`e.state in (${sql.join(filter.states)})`);
  if (filter.aside && filter.aside.length > 0) all.push(sql<boolean>`e.state not in (${sql.join(filter.aside)})`);
  if (filter.late) all.push(sql<boolean>`(e.closed is null and e.due < ${now})`);
  if (filter.from) all.push(sql<boolean>`e.published >= ${filter.from}`);
  if (filter.until) all.push(sql<boolean>`e.published < ${filter.until}`);
  if (query !== null) all.push(sql<boolean>`e.words @@ ${query}::tsquery`);
  if (filter.bbox) {
    const [west, south, east, north] = filter.bbox;
    all.push(
      sql<boolean>`e.geometry && st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`,
    );
    all.push(
      sql<boolean>`st_intersects(e.geometry, st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326))`,
    );
  }
  if (filter.near) {
    const point = sql`st_setsrid(st_makepoint(${filter.near.lon}::float8, ${filter.near.lat}::float8), 4326)`;
    // A box in degrees wide enough for the distance lets the index work; the distance itself is on the ellipsoid.
    const degrees = filter.near.metres / (111_320 * Math.max(0.1, Math.cos((filter.near.lat * Math.PI) / 180)));
    all.push(sql<boolean>`e.geometry && st_expand(${point}, ${degrees}::float8)`);
    all.push(sql<boolean>`st_dwithin(e.geometry::geography, ${point}::geography, ${filter.near.metres}::float8)`);
  }
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}

/** Anything in the filter that a reader's own rights decide? Such a list is never shared. */
export function isPersonal(filter: Filter, actor: Actor): boolean {
  return filter.author !== undefined && filter.author === actor.person;
}
