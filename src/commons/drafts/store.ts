import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first } from '../../kernel/database/store.ts';

export interface DraftRow {
  id: string;
  /** One more each time it is kept. */
  version: number;
  content: Record<string, unknown>;
  became: string | null;
  updated: Date;
  expires: Date;
}

export async function insertDraft(
  db: Db,
  draft: { id: string; flow: string; secret: Buffer; content: unknown; now: Date; expires: Date },
): Promise<void> {
  await sql`
    insert into drafts.drafts (id, flow, secret, content, created, updated, expires)
    values (${draft.id}, ${draft.flow}, ${draft.secret}, ${JSON.stringify(draft.content)}::jsonb, ${draft.now}, ${draft.now}, ${draft.expires})`.execute(
    db,
  );
}

export async function findDraftBySecret(db: Db, flow: string, secret: Buffer, now: Date): Promise<DraftRow | undefined> {
  return first(
    db,
    sql<DraftRow>`select id, version, content, became, updated, expires from drafts.drafts where secret = ${secret} and flow = ${flow} and expires > ${now}`,
  );
}

/** Nothing when it was kept by somebody else since `draft` was read, or sent. */
export async function updateDraft(
  db: Db,
  draft: { id: string; version: number },
  content: unknown,
  now: Date,
  expires: Date,
): Promise<DraftRow | undefined> {
  return first(
    db,
    sql<DraftRow>`
    update drafts.drafts set content = ${JSON.stringify(content)}::jsonb, version = version + 1, updated = ${now}, expires = ${expires}
    where id = ${draft.id} and version = ${draft.version} and became is null returning id, version, content, became, updated, expires`,
  );
}

/** What was typed is forgotten with the sending, but for what the receipt needs: from then on it lives in the thing it became. */
export async function settleDraft(db: Db, id: string, became: string, left: Record<string, unknown>, now: Date): Promise<void> {
  // What came without a draft has a key of its own, which need not be one of ours.
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return;
  await sql`update drafts.drafts set became = ${became}, content = ${JSON.stringify(left)}::jsonb, updated = ${now} where id = ${id}`.execute(
    db,
  );
}

/** Does somebody's draft name this? Drafts are few, and none is older than a month. */
export async function isInDraft(db: Db, text: string): Promise<boolean> {
  return (
    (await first(
      db,
      sql`select 1 from drafts.drafts where became is null and position(${text} in content::text) > 0 limit 1`,
    )) !== undefined
  );
}

/** The files that waited in them. */
export async function deleteExpired(db: Db, now: Date): Promise<string[]> {
  return filesIn(await all(db, sql<{ content: unknown }>`delete from drafts.drafts where expires < ${now} returning content`));
}

/** Drafts that hold one of these addresses. The others say of nobody whose they are, and end by themselves. */
export async function deleteDraftsNaming(db: Db, addresses: readonly string[]): Promise<string[]> {
  return filesIn(
    await all(
      db,
      sql<{ content: unknown }>`
      delete from drafts.drafts d where exists (
        select from unnest(${array(addresses, 'text')}) as a (address) where position(a.address in lower(d.content::text)) > 0)
      returning d.content`,
    ),
  );
}

/** A draft is whatever its room writes; files are known by their names. */
function filesIn(rows: readonly { content: unknown }[]): string[] {
  return [...new Set(rows.flatMap(({ content }) => JSON.stringify(content).match(/\b[0-9a-f]{64}\.[a-z]{3,4}\b/g) ?? []))];
}
