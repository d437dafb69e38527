import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';

export interface Outcome {
  kind: string;
  code: string;
  title: string;
  place: string;
  state: string;
  due: Date | null;
  closed: Date | null;
  supports: number;
}

/** What was promised and how it went, lately: closed things and late ones, the latest of each. */
export async function recentOutcomes(db: Db, now: Date, most: number, place?: string): Promise<Outcome[]> {
  const here = place ? sql`and e.place = ${place}` : sql``;
  const columns = sql`e.kind, e.code, e.title, e.place, e.state, e.due, e.closed, coalesce(c.supports, 0) as supports`;
  return all(
    db,
    sql<Outcome>`
    (select ${columns} from entries.entries e left join entries.counters c on c.entry = e.id
      where e.visibility = 'public' and e.closed is not null and e.due is not null ${here} order by e.closed desc limit ${most - 2})
    union all
    (select ${columns} from entries.entries e left join entries.counters c on c.entry = e.id
      where e.visibility = 'public' and e.closed is null and e.due < ${now} ${here} order by e.due desc limit 2)`,
  );
}
