import { sql } from 'kysely';
import { published } from '../../commons/entries/visibility.ts';
import type { Db } from '../../kernel/context.ts';
import { all, first } from '../../kernel/database/store.ts';

export interface NearBy {
  code: string;
  title: string;
  state: string;
  due: Date | null;
  closed: Date | null;
  metres: number;
}

/** The nearest reports of the same kind within so many metres, open or closed since an instant, but for the one itself. */
export async function nearBy(
  db: Db,
  here: { id: string; lat: number; lon: number; topic: string | null },
  { metres, since, most }: { metres: number; since: Date; most: number },
): Promise<NearBy[]> {
  const degrees = metres / (111_320 * Math.max(0.1, Math.cos((here.lat * Math.PI) / 180)));
  return all(
    db,
    sql<NearBy>`
    with point as (select st_setsrid(st_makepoint(${here.lon}::float8, ${here.lat}::float8), 4326) as p)
    select e.code, e.title, e.state, e.due, e.closed, st_distance(e.geometry::geography, point.p::geography) as metres
    from entries.entries e, point
    where e.kind = 'report' and ${published()} and e.topic is not distinct from ${here.topic} and e.id <> ${here.id}
      and (e.closed is null or e.closed > ${since}) and e.state <> 'archived' and e.geometry && st_expand(point.p, ${degrees}::float8)
      and st_dwithin(e.geometry::geography, point.p::geography, ${metres}::float8)
    order by e.geometry <-> point.p limit ${most}`,
  );
}

/** Do both have a point, and are these so near each other? */
export async function areWithin(db: Db, one: string, other: string, metres: number): Promise<boolean> {
  const row = await first(
    db,
    sql<{ near: boolean | null }>`
    select st_dwithin(a.geometry::geography, b.geometry::geography, ${metres}::float8) as near
    from entries.entries a, entries.entries b where a.id = ${one} and b.id = ${other}`,
  );
  return row?.near ?? false;
}
