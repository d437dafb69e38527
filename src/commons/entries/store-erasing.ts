import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, run } from '../../kernel/database/store.ts';

/** Things of this kind that a person wrote for nobody but themselves: those that are not public, and with `words` all of them. */
export async function listToEmpty(
  db: Db,
  asked: { kind: string; person: string; words: boolean },
): Promise<{ id: string; text: string }[]> {
  return all(
    db,
    sql<{ id: string; text: string }>`
    select e.id, e.title || ' ' || e.summary as text from entries.entries e
    where e.author = ${asked.person} and e.kind = ${asked.kind} and e.on_behalf is null and (${asked.words} or e.visibility <> 'public') for update`,
  );
}

/** All things of this kind that a person wrote. */
export async function listWrittenBy(db: Db, kind: string, person: string): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`select e.id from entries.entries e where e.author = ${person} and e.kind = ${kind}`,
  );
  return rows.map(({ id }) => id);
}

/** Title and words go; that it was there, where and what became of it stays. */
export async function emptyEntries(db: Db, ids: readonly string[], title: string, now: Date): Promise<void> {
  await run(
    db,
    sql`update entries.entries set title = ${title}, summary = '', place_label = '', updated = ${now} where id = any (${array(ids, 'uuid')})`,
  );
}

/** The vocabulary of the search no longer holds them; a word that is still said elsewhere comes back with the next act there. */
export async function forgetWords(db: Db, words: readonly string[]): Promise<void> {
  await run(db, sql`delete from entries.words where word = any (${array(words, 'text')})`);
}
