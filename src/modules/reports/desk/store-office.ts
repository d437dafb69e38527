import { sql } from 'kysely';
import { visible } from '../../../commons/entries/visibility.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first } from '../../../kernel/database/store.ts';

export async function findAssignee(db: Db, report: string): Promise<string | null> {
  const row = await first(db, sql<{ assignee: string | null }>`select assignee from reports.reports where id = ${report}`);
  return row!.assignee;
}

export interface InternalNote {
  act: string;
  at: Date;
  name: string | null;
  text: string;
}

export async function insertInternalNote(
  db: Db,
  note: { act: string; report: string; place: string; person: string; at: Date; text: string; salt: Buffer },
): Promise<void> {
  await sql`
    insert into reports.internal_notes (act, report, place, person, at, text, salt)
    values (${note.act}, ${note.report}, ${note.place}, ${note.person}, ${note.at}, ${note.text}, ${note.salt})`.execute(db);
}

/** What these offices wrote for themselves, oldest first, the latest hundred. */
export async function listInternalNotes(db: Db, report: string, places: readonly string[]): Promise<InternalNote[]> {
  return all(
    db,
    sql<InternalNote>`
    select * from (
      select n.act, n.at, p.name, n.text from reports.internal_notes n left join people.people p on p.id = n.person
      where n.report = ${report} and n.place = any (${array(places, 'uuid')}) order by n.at desc, n.act desc limit 100) latest
    order by latest.at, latest.act`,
  );
}

export interface NearReport {
  code: string;
  title: string;
  topic: string | null;
  state: string;
  due: Date | null;
  published: Date;
  metres: number;
  same: boolean;
  /** Its first picture. */
  photo: string | null;
  alt: string | null;
}

/** Open reports near another one, those of the same kind first, then the nearest. What may be seen of them is the catalogue's rule; two that
 *  are not seen by the same people cannot be one. */
export async function listNear(
  db: Db,
  actor: Actor,
  report: { id: string; visibility: string },
  metres: number,
  most: number,
): Promise<NearReport[]> {
  const degrees = metres / 70_000;
  return all(
    db,
    sql<NearReport>`
    with here as materialized (select id, topic, geometry from entries.entries where id = ${report.id} and geometry is not null),
    near as (
      select e.id, e.code, e.title, e.topic, e.state, e.due, e.published, coalesce(e.topic = here.topic, false) as same,
        st_distance(e.geometry::geography, here.geometry::geography) as metres
      from here join entries.entries e on e.geometry && st_expand(here.geometry, ${degrees}::float8) and e.id <> here.id
      where e.kind = 'report' and e.closed is null and e.visibility in ('public', ${report.visibility}) and ${visible(actor)}
        and st_dwithin(e.geometry::geography, here.geometry::geography, ${metres}::float8)
      order by same desc, metres limit ${most})
    select near.*, picture.id as photo, picture.alt from near left join lateral (
      select a.id, a.alt from attachments.attachments a where a.entry = near.id and a.kind = 'image' and a.hidden is null order by a.added, a.id limit 1) picture on true
    order by near.same desc, near.metres`,
  );
}
