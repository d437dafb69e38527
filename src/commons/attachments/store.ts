import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import { visible } from '../entries/visibility.ts';

export interface Attachment {
  id: string;
  file: string;
  kind: 'image' | 'document';
  name: string;
  alt: string;
  width: number | null;
  height: number | null;
}

export interface NewAttachment extends Attachment {
  entry: string;
  /** 64 characters 0 or 1. */
  print: string | null;
  now: Date;
}

export async function insertAttachment(db: Db, attachment: NewAttachment): Promise<void> {
  const { id, entry, file, kind, name, alt, width, height, print, now } = attachment;
  await sql`
    insert into attachments.attachments (id, entry, file, kind, name, alt, width, height, print, added)
    values (${id}, ${entry}, ${file}, ${kind}, ${name}, ${alt}, ${width}, ${height}, ${print}::bit(64), ${now})`.execute(db);
}

export async function attachmentsOf(db: Db, entry: string): Promise<Attachment[]> {
  return all(
    db,
    sql<Attachment>`select id, file, kind, name, alt, width, height from attachments.attachments where entry = ${entry} and hidden is null order by added, id`,
  );
}

/** Pictures of many things at once, in the order in which they were added. */
export async function imagesOf(db: Db, entries: readonly string[]): Promise<(Attachment & { entry: string; added: Date })[]> {
  return all(
    db,
    sql<Attachment & { entry: string; added: Date }>`
    select id, entry, file, kind, name, alt, width, height, added from attachments.attachments
    where entry = any (${array(entries, 'uuid')}) and kind = 'image' and hidden is null order by added, id`,
  );
}

/** A file goes out only with the thing it belongs to: through what the actor may see. */
export async function findAttachment(db: Db, actor: Actor, id: string): Promise<Attachment | undefined> {
  return first(
    db,
    sql<Attachment>`
    select a.id, a.file, a.kind, a.name, a.alt, a.width, a.height from attachments.attachments a
    join entries.entries e on e.id = a.entry where a.id = ${id} and a.hidden is null and ${visible(actor)}`,
  );
}

export interface Held extends Attachment {
  entry: string;
}

/** The same, with the thing it belongs to. */
export async function findHeld(db: Db, actor: Actor, entryCode: string, id: string): Promise<Held | undefined> {
  return first(
    db,
    sql<Held>`
    select a.id, a.entry, a.file, a.kind, a.name, a.alt, a.width, a.height from attachments.attachments a
    join entries.entries e on e.id = a.entry where a.id = ${id} and e.code = ${entryCode} and a.hidden is null and ${visible(actor)}`,
  );
}

/** Another picture takes the place of this one, under another address: false when somebody was quicker. */
export async function replaceFile(
  db: Db,
  was: { id: string; file: string },
  is: { id: string; file: string; width: number | null; height: number | null; print: string | null },
): Promise<boolean> {
  return (
    (await run(
      db,
      sql`update attachments.attachments set id = ${is.id}, file = ${is.file}, width = ${is.width}, height = ${is.height}, print = ${is.print}::bit(64)
      where id = ${was.id} and file = ${was.file}`,
    )) === 1
  );
}

/** Does any thing still hold this file? The same content may have come twice. */
export async function isHeld(db: Db, file: string): Promise<boolean> {
  return (await first(db, sql`select 1 from attachments.attachments where file = ${file} limit 1`)) !== undefined;
}
