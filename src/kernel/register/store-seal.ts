import { type RawBuilder, sql } from 'kysely';
import type { Tile, TileAddress } from '../../protocols/tlog/tiles.ts';
import type { Db } from '../context.ts';
import { all, array, first } from '../database/store.ts';
import type { SealedAct } from './entry.ts';

/** Only one seals, in all the processes on this database; false when another does. Let go at the end of the transaction. */
export async function lockSeal(db: Db): Promise<boolean> {
  const row = await first(db, sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtext('arengo.seal')) as mine`);
  return row!.mine;
}

export interface Head {
  size: number;
  root: Buffer;
  at: Date;
  up_to: string;
  note: string;
  /** Whose act the last leaf is. */
  last: string;
}

export async function findHead(db: Db): Promise<Head | undefined> {
  return first(
    db,
    sql<Head>`
    select c.size::float8 as size, c.root, c.at, c.up_to::text as up_to, c.note,
      coalesce((select l.act from kernel.leaves l where l.leaf_index = c.size - 1), 0)::text as last
    from kernel.checkpoints c order by c.size desc limit 1`,
  );
}

/** How large the log was at each of these instants. */
export async function sizesAt(db: Db, instants: readonly Date[]): Promise<number[]> {
  const rows = await all(
    db,
    sql<{ size: number }>`
    select coalesce((select c.size from kernel.checkpoints c where c.at <= asked.at order by c.at desc, c.size desc limit 1), 0)::float8 as size
    from unnest(${array(instants, 'timestamptz')}) with ordinality asked (at, n) order by asked.n`,
  );
  return rows.map((row) => row.size);
}

const act = sql`a.seq::text as seq, a.id, a.verb, a.entry, a.code, a.place, a.at, a.mark, a.assurance, a.public, a.commitment, s.key`;

export async function actsToSeal(db: Db, after: string, upTo: string, most: number): Promise<SealedAct[]> {
  return all(
    db,
    sql<SealedAct>`
    select ${act}, null as sealed, null as open, null as withheld
    from kernel.acts a left join kernel.act_secrets s on s.act = a.id
    where a.seq > ${after}::bigint and a.seq <= ${upTo}::bigint order by a.seq limit ${most}`,
  );
}

/** When the latest of these acts says to have happened; an import says what its file says, and moves no clock. */
export async function latestToSeal(db: Db, after: string, upTo: string): Promise<Date | undefined> {
  const row = await first(
    db,
    sql<{ at: Date | null }>`select max(at) as at from kernel.acts
      where seq > ${after}::bigint and seq <= ${upTo}::bigint and public->>'imported' is distinct from 'true'`,
  );
  return row?.at ?? undefined;
}

/** The acts between the leaves `from` and `to`, as they are now: also what was put between them, and without what was taken away. The bounds are
 *  asked first: planned without knowing them, the join would read whole tables. */
export async function actsBetween(db: Db, from: number, to: number): Promise<SealedAct[]> {
  const bounds = await first(
    db,
    sql<{ after: string; last: string }>`select ${actOfLeaf(from - 1)}::text as after, ${actOfLeaf(to - 1)}::text as last`,
  );
  return all(
    db,
    sql<SealedAct>`
    select ${act}, l.sealed, l.open, l.withheld
    from kernel.acts a
    left join kernel.leaves l on l.act = a.seq and l.act > ${bounds!.after}::bigint and l.act <= ${bounds!.last}::bigint
    left join kernel.act_secrets s on s.act = a.id and (l.withheld is not null or l.act is null)
    where a.seq > ${bounds!.after}::bigint and a.seq <= ${bounds!.last}::bigint order by a.seq`,
  );
}

function actOfLeaf(leaf: number): RawBuilder<string> {
  return sql`coalesce((select b.act from kernel.leaves b where b.leaf_index = ${leaf}::bigint), 0)`;
}

/** A leaf of the signed tree: its act as it is now, and the head that was signed last; in one question, since every proof asks it. */
export async function findLeaf(
  db: Db,
  leaf: number,
): Promise<{ act: SealedAct; head: Pick<Head, 'size' | 'at' | 'note'> } | undefined> {
  const row = await first(
    db,
    sql<SealedAct & { head_size: number; head_at: Date; head_note: string }>`
    select ${act}, l.sealed, l.open, l.withheld, c.size::float8 as head_size, c.at as head_at, c.note as head_note
    from (select size, at, note from kernel.checkpoints order by size desc limit 1) c
    join kernel.leaves l on l.leaf_index = ${leaf}::bigint and l.leaf_index < c.size
    join kernel.acts a on a.seq = l.act
    left join kernel.act_secrets s on s.act = a.id`,
  );
  if (!row) return undefined;
  const { head_size: size, head_at: at, head_note: note, ...own } = row;
  return { act: own, head: { size, at, note } };
}

export interface ActPlace {
  id: string;
  seq: string;
  entry: string | null;
  /** Null while it is not sealed. */
  leaf: number | null;
}

/** An act by its own name, or the first on a thing. */
export async function findActPlace(
  db: Db,
  asked: { id: string } | { code: string } | { entry: string },
): Promise<ActPlace | undefined> {
  const which =
    'id' in asked
      ? sql`a.id = ${asked.id}`
      : 'code' in asked
        ? sql`a.entry = (select f.entry from kernel.acts f where f.code = ${asked.code} limit 1)`
        : sql`a.entry = ${asked.entry}`;
  return first(
    db,
    sql<ActPlace>`
    select a.id, a.seq::text as seq, a.entry, l.leaf_index::float8 as leaf
    from kernel.acts a left join kernel.leaves l on l.act = a.seq where ${which} order by a.seq limit 1`,
  );
}

export async function tilesAt(db: Db, addresses: readonly TileAddress[]): Promise<Tile[]> {
  if (addresses.length === 0) return [];
  return all(
    db,
    sql<Tile>`
    select t.level::int as level, t.n::float8 as n, t.hashes from kernel.tiles t
    join unnest(${array(
      addresses.map(({ level }) => level),
      'int',
    )}, ${array(
      addresses.map(({ n }) => n),
      'float8',
    )}) asked (level, n) on t.level = asked.level::smallint and t.n = asked.n::bigint`,
  );
}

export interface NewLeaf {
  leaf_index: number;
  act: string;
  open: boolean;
  withheld: Buffer | null;
}

/** Leaves, tiles that are new or grew, and the signed head, in one statement. */
export async function insertSeal(
  db: Db,
  { leaves, tiles, head }: { leaves: readonly NewLeaf[]; tiles: readonly Tile[]; head: Omit<Head, 'last'> },
): Promise<void> {
  const rows = JSON.stringify(leaves.map((leaf) => ({ ...leaf, withheld: leaf.withheld?.toString('hex') ?? null })));
  const grown = JSON.stringify(tiles.map(({ level, n, hashes }) => ({ level, n, hashes: hashes.toString('hex') })));
  await sql`
    with leaves as (
      insert into kernel.leaves (leaf_index, act, sealed, open, withheld)
      select leaf_index, act, ${head.at}::timestamptz, open, decode(withheld, 'hex')
      from jsonb_to_recordset(${rows}::jsonb) as g (leaf_index bigint, act bigint, open boolean, withheld text) order by leaf_index),
    tiles as (
      insert into kernel.tiles (level, n, hashes)
      select level, n, decode(hashes, 'hex') from jsonb_to_recordset(${grown}::jsonb) as g (level smallint, n bigint, hashes text)
      on conflict (level, n) do update set hashes = excluded.hashes)
    insert into kernel.checkpoints (size, root, at, up_to, note)
    values (${head.size}, ${head.root}, ${head.at}, ${head.up_to}::bigint, ${head.note})`.execute(db);
}

/** The same head under another name of the log: its address changed. */
export async function renameHead(db: Db, size: number, note: string): Promise<void> {
  await sql`update kernel.checkpoints set note = ${note} where size = ${size}`.execute(db);
}
