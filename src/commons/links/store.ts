import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, first, run } from '../../kernel/database/store.ts';
import { visible } from '../entries/visibility.ts';
import type { Relation } from './link.ts';

export interface LinkRow {
  id: string;
  relation: Relation;
  /** Does the thing in hand stand first? */
  outward: boolean;
  /** The other thing. */
  code: string;
  kind: string;
  title: string;
  state: string;
  due: Date | null;
  closed: Date | null;
  place: string;
}

/** What a thing is linked with, in both directions: only what the reader may see, but for one kind where the page has it elsewhere. */
export async function listLinks(db: Db, actor: Actor, entry: string, most: number, apart?: string): Promise<LinkRow[]> {
  return all(
    db,
    sql<LinkRow>`
    select l.id, l.relation, l.outward, e.code, e.kind, e.title, e.state, e.due, e.closed, e.place from (
      select id, relation, to_entry as other, true as outward, at from links.links where from_entry = ${entry}
      union all
      select id, relation, from_entry, false, at from links.links where to_entry = ${entry}) l
    join entries.entries e on e.id = l.other
    where ${visible(actor)} ${apart ? sql`and e.kind <> ${apart}` : sql``} order by l.at, l.id limit ${most}`,
  );
}

/** Whoever makes it, it is made once; false when it was there. Other rooms may say so in their own acts. */
export async function insertLink(
  db: Db,
  link: { id: string; from: string; relation: Relation; to: string; by: string | null; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into links.links (id, from_entry, relation, to_entry, made_by, at)
    values (${link.id}, ${link.from}, ${link.relation}, ${link.to}, ${link.by}, ${link.now}) on conflict do nothing`,
  );
  return rows === 1;
}

export interface LinkFound {
  id: string;
  from_entry: string;
  relation: Relation;
  to_entry: string;
}

export async function findLink(db: Db, id: string): Promise<LinkFound | undefined> {
  return first(db, sql<LinkFound>`select id, from_entry, relation, to_entry from links.links where id = ${id}`);
}

export async function deleteLink(db: Db, id: string): Promise<boolean> {
  return (await run(db, sql`delete from links.links where id = ${id}`)) === 1;
}
