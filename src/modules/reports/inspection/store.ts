import { sql } from 'kysely';
import { visible } from '../../../commons/entries/visibility.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first, run } from '../../../kernel/database/store.ts';
import type { DeskRow } from '../desk/store.ts';

export interface Inspection {
  key: string;
  report: string;
  person: string;
  did: string;
}

/** False when this key was used before: two presses at once wait for each other here. */
export async function insertInspection(db: Db, inspection: Inspection & { at: Date }): Promise<boolean> {
  const { key, report, person, did, at } = inspection;
  return (
    (await run(
      db,
      sql`insert into reports.inspections (key, report, person, did, at) values (${key}, ${report}, ${person}, ${did}, ${at}) on conflict do nothing`,
    )) === 1
  );
}

export async function findInspection(db: Db, key: string): Promise<Inspection | undefined> {
  return first(db, sql<Inspection>`select key, report, person, did from reports.inspections where key = ${key}`);
}

/** Open reports of these offices around a point, the nearest first. */
export async function listAround(
  db: Db,
  actor: Actor,
  places: readonly string[],
  at: { lat: number; lon: number },
  most: number,
): Promise<(DeskRow & { metres: number })[]> {
  return all(
    db,
    sql<DeskRow & { metres: number }>`
    with point as (select st_setsrid(st_makepoint(${at.lon}::float8, ${at.lat}::float8), 4326) as p)
    select e.id, e.code, e.place, e.title, e.topic, e.place_label, e.state, e.due, e.published, e.visibility, 0 as supports, r.assignee, null as assignee_name,
      st_distance(e.geometry::geography, point.p::geography) as metres
    from point join entries.entries e on e.geometry && st_expand(point.p, 0.1) join reports.reports r on r.id = e.id
    where e.kind = 'report' and e.closed is null and e.place = any (${array(places, 'uuid')}) and ${visible(actor)}
    order by metres limit ${most}`,
  );
}
