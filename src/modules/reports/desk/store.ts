import { sql } from 'kysely';
import { visible } from '../../../commons/entries/visibility.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first } from '../../../kernel/database/store.ts';

export interface DeskRow {
  id: string;
  code: string;
  place: string;
  title: string;
  topic: string | null;
  place_label: string;
  state: string;
  due: Date | null;
  published: Date;
  supports: number;
  assignee: string | null;
  assignee_name: string | null;
}

export interface DeskFilter {
  places: readonly string[];
  queue: 'all' | 'mine' | 'nobody' | 'closed';
  person: string;
  text?: string;
  topic?: string;
  state?: string;
}

/** The reports of an office, the most urgent promise first: so many of each of its places in the order of the index, then the first of all. */
export async function deskReports(db: Db, actor: Actor, filter: DeskFilter, most: number): Promise<DeskRow[]> {
  const closed = filter.queue === 'closed';
  return all(
    db,
    sql<DeskRow>`
    select waiting.*, coalesce(c.supports, 0) as supports, p.name as assignee_name
    from unnest(${array(filter.places, 'uuid')}) as here (place)
    cross join lateral (
      select e.id, e.code, e.place, e.title, e.topic, e.place_label, e.state, e.due, e.published, e.closed, r.assignee
      from entries.entries e join reports.reports r on r.id = e.id
      where e.kind = 'report' and e.place = here.place and ${visible(actor)}
        and ${closed ? sql`e.closed is not null` : sql`e.closed is null`}
        ${filter.queue === 'mine' ? sql`and r.assignee = ${filter.person}` : sql``} ${filter.queue === 'nobody' ? sql`and r.assignee is null` : sql``}
        ${filter.topic ? sql`and e.topic = ${filter.topic}` : sql``} ${filter.state ? sql`and e.state = ${filter.state}` : sql``}
        ${filter.text ? sql`and e.words @@ plainto_tsquery('kernel.italian', ${filter.text})` : sql``}
      order by ${closed ? sql`e.closed desc` : sql`e.due asc nulls last, e.published`} limit ${most}) waiting
    left join entries.counters c on c.entry = waiting.id left join people.people p on p.id = waiting.assignee
    order by ${closed ? sql`waiting.closed desc` : sql`waiting.due asc nulls last, waiting.published`} limit ${most}`,
  );
}

export interface QueueCounts {
  open: number;
  mine: number;
  nobody: number;
  late: number;
}

/** How many wait; counted up to a thousand, since beyond it the number changes nothing. */
export async function queueCounts(db: Db, places: readonly string[], person: string, now: Date): Promise<QueueCounts> {
  const row = await first(
    db,
    sql<QueueCounts>`
    with first as materialized (
      select e.id, e.due from entries.entries e
      where e.kind = 'report' and e.place = any (${array(places, 'uuid')}) and e.closed is null and e.visibility in ('public', 'private', 'hidden')
      order by e.due limit 1000),
    waiting as (select first.due, r.assignee from first join reports.reports r on r.id = first.id)
    select count(*)::int as open, count(*) filter (where assignee = ${person})::int as mine, count(*) filter (where assignee is null)::int as nobody,
      count(*) filter (where due < ${now})::int as late from waiting`,
  );
  return row!;
}
