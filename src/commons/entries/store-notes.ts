import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array } from '../../kernel/database/store.ts';

/** Keeps the words that people read under an act. */
export async function insertNote(db: Db, note: { act: string; entry: string; text: string }): Promise<void> {
  await sql`insert into entries.notes (act, entry, text) values (${note.act}, ${note.entry}, ${note.text})`.execute(db);
}

export interface ThreadRow {
  act: string;
  verb: string;
  at: Date;
  /** Whose it was then. */
  place: string | null;
  assurance: string;
  public: Record<string, unknown>;
  person: string | null;
  name: string | null;
  staff: boolean;
  text: string | null;
}

/** The acts of a thing with their words and, where the person is known, a name; officers sign with their own. Oldest first, the latest 200. */
export async function threadOf(db: Db, entry: string, verbs: readonly string[]): Promise<ThreadRow[]> {
  return all(
    db,
    sql<ThreadRow>`
    select * from (
      select a.seq, a.id as act, a.verb, a.at, a.place, a.assurance, a.public, s.person, p.name,
        coalesce((s.private->>'staff')::boolean, false) as staff, case when n.hidden is null then n.text end as text
      from kernel.acts a
      left join kernel.act_secrets s on s.act = a.id
      left join people.people p on p.id = s.person
      left join entries.notes n on n.act = a.id
      where a.entry = ${entry} and a.verb in (${sql.join(verbs)})
      order by a.seq desc limit 200) latest
    order by latest.seq`,
  );
}

/** The last words said under one of these acts, for many things at once. */
export async function lastWordsOf(db: Db, entries: readonly string[], verbs: readonly string[]): Promise<Map<string, string>> {
  const rows = await all(
    db,
    sql<{ entry: string; text: string }>`
    select distinct on (n.entry) n.entry, n.text from entries.notes n join kernel.acts a on a.id = n.act
    where n.entry = any (${array(entries, 'uuid')}) and n.hidden is null and a.verb in (${sql.join(verbs)})
    order by n.entry, a.seq desc`,
  );
  return new Map(rows.map((row) => [row.entry, row.text]));
}

/** What is public of the latest acts of many things, `most` of each, without who did them. Oldest first. */
export async function historiesOf(
  db: Db,
  entries: readonly string[],
  verbs: readonly string[],
  most: number,
): Promise<{ entry: string; verb: string; at: Date; text: string | null }[]> {
  return all(
    db,
    sql<{ entry: string; verb: string; at: Date; text: string | null }>`
    select a.entry, a.verb, a.at, case when n.hidden is null then n.text end as text
    from unnest(${array(entries, 'uuid')}) as asked (id)
    cross join lateral (
      select l.seq, l.id, l.entry, l.verb, l.at from kernel.acts l
      where l.entry = asked.id and l.verb in (${sql.join(verbs)}) order by l.seq desc limit ${most}) a
    left join entries.notes n on n.act = a.id
    order by a.seq`,
  );
}
