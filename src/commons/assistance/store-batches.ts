import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

export interface Batch {
  id: string;
  place: string;
  /** What the sheets are, and where they were collected. */
  about: string;
  protocol: string;
  sheets: number;
  /** SHA-256, in hexadecimal digits. */
  scan: string;
  opened: Date;
  ended: Date | null;
  entered: number | null;
  difference: string | null;
}

/** False when the same scan was entered in this place before. */
export async function insertBatch(
  db: Db,
  one: { id: string; place: string; protocol: string; sheets: number; scan: Buffer; now: Date },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into assistance.batches (id, place, protocol, sheets, scan, opened)
    values (${one.id}, ${one.place}, ${one.protocol}, ${one.sheets}, ${one.scan}, ${one.now}) on conflict (place, scan) do nothing`,
  );
  return rows === 1;
}

const columns = sql`b.id, b.place, s.reason as about, b.protocol, b.sheets, encode(b.scan, 'hex') as scan, b.opened, s.ended, b.entered, b.difference`;
const joined = sql`assistance.batches b join assistance.sessions s on s.id = b.id`;

export async function findBatch(db: Db, id: string): Promise<Batch | undefined> {
  return first(db, sql<Batch>`select ${columns} from ${joined} where b.id = ${id}`);
}

/** The newest of these places first. */
export async function listBatches(db: Db, places: readonly string[], most: number): Promise<Batch[]> {
  return all(
    db,
    sql<Batch>`select ${columns} from ${joined} where b.place = any (${array(places, 'uuid')}) order by b.opened desc limit ${most}`,
  );
}

export async function settleBatch(db: Db, id: string, entered: number, difference: string | null): Promise<void> {
  await run(db, sql`update assistance.batches set entered = ${entered}, difference = ${difference} where id = ${id}`);
}
