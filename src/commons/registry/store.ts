import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Judged, Source } from './eligibility.ts';
import type { Rule } from './rule.ts';

export interface SnapshotRow {
  id: string;
  /** YYYY-MM-DD. */
  day: string;
  answer: 'yes' | 'no';
  reasons: Judged['reasons'];
  source: Source | null;
  asOf: string | null;
  made: Date;
  rule: Rule;
}

const columns = sql`s.id, s.day, s.answer, s.reasons, s.source, s.as_of as "asOf", s.made, r.rule`;

export async function noteRule(db: Db, digest: Buffer, rule: Rule, now: Date): Promise<void> {
  await run(
    db,
    sql`insert into registry.rules (digest, rule, noted) values (${digest}, ${JSON.stringify(rule)}::jsonb, ${now}) on conflict do nothing`,
  );
}

/** False when the same was answered already of this person, by this rule, on this day. */
export async function insertSnapshot(
  db: Db,
  snapshot: {
    id: string;
    person: string;
    rule: Buffer;
    day: string;
    answer: 'yes' | 'no';
    reasons: readonly string[];
    source: Source | null;
    asOf: string | null;
    now: Date;
  },
): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into registry.snapshots (id, person, rule, day, answer, reasons, source, as_of, made)
    values (${snapshot.id}, ${snapshot.person}, ${snapshot.rule}, ${snapshot.day}, ${snapshot.answer}, ${array(snapshot.reasons, 'text')},
      ${snapshot.source}, ${snapshot.asOf}, ${snapshot.now})
    on conflict (person, rule, day, answer) do nothing`,
  );
  return rows === 1;
}

export async function findSnapshot(
  db: Db,
  { person, rule, day, answer }: { person: string; rule: Buffer; day: string; answer: string },
): Promise<SnapshotRow | undefined> {
  return first(
    db,
    sql<SnapshotRow>`select ${columns} from registry.snapshots s join registry.rules r on r.digest = s.rule
    where s.person = ${person} and s.rule = ${rule} and s.day = ${day} and s.answer = ${answer}`,
  );
}

export async function listSnapshots(db: Db, person: string, most: number): Promise<SnapshotRow[]> {
  return all(
    db,
    sql<SnapshotRow>`select ${columns} from registry.snapshots s join registry.rules r on r.digest = s.rule
    where s.person = ${person} order by s.made desc, s.id desc limit ${most}`,
  );
}

export async function forgetSnapshots(db: Db, before: Date, most: number): Promise<number> {
  return run(
    db,
    sql`delete from registry.snapshots where id in (select id from registry.snapshots where made < ${before} limit ${most})`,
  );
}

export async function moveSnapshots(db: Db, from: string, into: string): Promise<void> {
  await run(
    db,
    sql`delete from registry.snapshots f using registry.snapshots i where f.person = ${from} and i.person = ${into}
      and (f.rule, f.day, f.answer) = (i.rule, i.day, i.answer)`,
  );
  await run(db, sql`update registry.snapshots set person = ${into} where person = ${from}`);
}
