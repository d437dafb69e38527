import { sql } from 'kysely';
import type { Db } from '../context.ts';
import { array, run } from '../database/store.ts';

/** Acts of nobody yet that say who it turned out to be: signing in. Those of the person go as rows of the person. */
export async function forgetActsOf(db: Db, person: string): Promise<number> {
  return run(
    db,
    sql`delete from kernel.act_secrets where person is null and private ? 'who' and private->>'who' = ${person}::text`,
  );
}

/** Of acts of nobody on these things: what they commit to, and the key. */
export async function forgetUnsigned(db: Db, entries: readonly string[], verbs: readonly string[]): Promise<number> {
  return run(
    db,
    sql`delete from kernel.act_secrets s using kernel.acts a
    where a.id = s.act and s.person is null and a.entry = any (${array(entries, 'uuid')}) and a.verb = any (${array(verbs, 'text')})`,
  );
}

/** Of acts of nobody yet, under these verbs: who it was, once they are older than an instant. Identifiers of acts begin with theirs (RFC 9562). */
export async function forgetOldActs(db: Db, verbs: readonly string[], before: Date, most: number): Promise<number> {
  const hex = before.getTime().toString(16).padStart(12, '0');
  const id = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
  return run(
    db,
    sql`delete from kernel.act_secrets where act in (
      select s.act from kernel.act_secrets s join kernel.acts a on a.id = s.act
      where s.person is null and s.private ? 'who' and s.act < ${id}::uuid and a.verb = any (${array(verbs, 'text')}) limit ${most})`,
  );
}
