import { type RawBuilder, sql } from 'kysely';
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
  /** The act that added it, where it came later than its thing. */
  act: string | null;
}

export interface NewAttachment extends Attachment {
  entry: string;
  /** 64 characters 0 or 1. */
  print: string | null;
  now: Date;
}

export async function insertAttachments(db: Db, attachments: readonly NewAttachment[]): Promise<void> {
  if (attachments.length === 0) return;
  await sql`
    insert into attachments.attachments (id, entry, file, kind, name, alt, width, height, act, print, added)
    select id, entry, file, kind, name, alt, width, height, act, print::bit(64), now from jsonb_to_recordset(${JSON.stringify(attachments)}::jsonb)
      as given (id uuid, entry uuid, file text, kind text, name text, alt text, width int, height int, act uuid, print text, now timestamptz)`.execute(
    db,
  );
}

export async function attachmentsOf(db: Db, entry: string): Promise<Attachment[]> {
  return all(
    db,
    sql<Attachment>`select id, file, kind, name, alt, width, height, act from attachments.attachments where entry = ${entry} and hidden is null order by added, id`,
  );
}

/** Pictures of many things at once, in the order in which they were added. */
export async function imagesOf(db: Db, entries: readonly string[]): Promise<(Attachment & { entry: string; added: Date })[]> {
  return all(
    db,
    sql<Attachment & { entry: string; added: Date }>`
    select id, entry, file, kind, name, alt, width, height, act, added from attachments.attachments
    where entry = any (${array(entries, 'uuid')}) and kind = 'image' and hidden is null order by added, id`,
  );
}

/** A file goes out only with the thing it belongs to: through what the actor may see. */
export async function findAttachment(db: Db, actor: Actor, id: string): Promise<Attachment | undefined> {
  return first(
    db,
    sql<Attachment>`
    select a.id, a.file, a.kind, a.name, a.alt, a.width, a.height, a.act from attachments.attachments a
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
    select a.id, a.entry, a.file, a.kind, a.name, a.alt, a.width, a.height, a.act from attachments.attachments a
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

/** Does any thing, or an organisation among its papers, still hold this file? The same content may have come twice. */
export async function isHeld(db: Db, file: string): Promise<boolean> {
  return (
    (await first(
      db,
      sql`select 1 from attachments.attachments where file = ${file} union all select 1 from organisations.documents where file = ${file} limit 1`,
    )) !== undefined
  );
}

/** What a person added: with the own things, or later to any. */
function own(person: string): RawBuilder<boolean> {
  return sql<boolean>`(case when a.act is null then exists (select from entries.entries e where e.id = a.entry and e.author = ${person})
    else exists (select from kernel.act_secrets s where s.act = a.act and s.person = ${person}) end)`;
}

export async function listOwn(db: Db, person: string): Promise<{ id: string; name: string; file: string }[]> {
  return all(
    db,
    sql<{ id: string; name: string; file: string }>`
    select a.id, a.name, a.file from attachments.attachments a
    where (a.entry in (select e.id from entries.entries e where e.author = ${person}) or a.act in (select s.act from kernel.act_secrets s where s.person = ${person}))
      and ${own(person)} order by a.added, a.id`,
  );
}

/** Removes what a person added to these things; the files it was. */
export async function deleteOwn(db: Db, person: string, entries: readonly string[]): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ file: string }>`
    delete from attachments.attachments a where a.entry = any (${array(entries, 'uuid')}) and ${own(person)} returning a.file`,
  );
  return [...new Set(rows.map(({ file }) => file))];
}
