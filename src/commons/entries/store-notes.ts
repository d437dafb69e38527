import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';

/** Keeps the words that people read under an act. */
export async function insertNote(db: Db, note: { act: string; entry: string; text: string }): Promise<void> {
  await sql`insert into entries.notes (act, entry, text) values (${note.act}, ${note.entry}, ${note.text})`.execute(db);
}

export interface ThreadRow {
  act: string;
  verb: string;
  at: Date;
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
      select a.seq, a.id as act, a.verb, a.at, a.assurance, a.public, s.person, p.name,
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
