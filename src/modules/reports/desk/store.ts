import { type RawBuilder, sql } from 'kysely';
import { visible } from '../../../commons/entries/visibility.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first } from '../../../kernel/database/store.ts';
import { countAsking } from '../delivery/store.ts';

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
  visibility: string;
}

export interface DeskFilter {
  places: readonly string[];
  queue: 'all' | 'mine' | 'nobody' | 'closed';
  person: string;
  now: Date;
  text: string;
  /** What the text is where it is a code. */
  codes: readonly string[];
  topic: string;
  /** Past the promised date. */
  late: boolean;
  state: string;
  assignee: string;
}

/** The reports of an office, the most urgent promise first: so many of each of its places in the order of the index, then the first of all. */
export async function deskReports(db: Db, actor: Actor, filter: DeskFilter, most: number): Promise<DeskRow[]> {
  const closed = filter.queue === 'closed';
  const order = closed ? sql`closed desc` : sql`due asc nulls last, published`;
  const part = (indexed: RawBuilder<boolean>) => sql`(
      select e.id, e.code, e.place, e.title, e.topic, e.place_label, e.state, e.due, e.published, e.closed, e.visibility, r.assignee
      from entries.entries e join reports.reports r on r.id = e.id
      where e.kind = 'report' and e.place = here.place and ${indexed} and ${conditions(actor, filter)} order by ${order} limit ${most})`;
  return all(
    db,
    sql<DeskRow>`
    select waiting.*, coalesce(c.supports, 0) as supports, p.name as assignee_name
    from unnest(${array(filter.places, 'uuid')}) as here (place)
    cross join lateral (${sql.join(indexesOf(filter).map(part), sql` union all `)}) waiting
    left join entries.counters c on c.entry = waiting.id left join people.people p on p.id = waiting.assignee
    order by ${order} limit ${most}`,
  );
}

/** What is closed has an index for everybody and one for the office alone; what is open has one for both. */
function indexesOf({ queue }: DeskFilter): RawBuilder<boolean>[] {
  if (queue !== 'closed') return [sql<boolean>`true`];
  return [sql<boolean>`e.visibility = 'public'`, sql<boolean>`e.visibility <> 'public'`];
}

function conditions(actor: Actor, filter: DeskFilter): RawBuilder<boolean> {
  const all = [visible(actor), filter.queue === 'closed' ? sql`e.closed is not null` : sql`e.closed is null`];
  if (filter.queue === 'mine') all.push(sql`r.assignee = ${filter.person}`);
  if (filter.queue === 'nobody') all.push(sql`r.assignee is null`);
  if (filter.assignee) all.push(sql`r.assignee = ${filter.assignee}`);
  if (filter.topic) all.push(sql`e.topic = ${filter.topic}`);
  if (filter.state) all.push(sql`e.state = ${filter.state}`);
  if (filter.late) all.push(sql`e.due < ${filter.now} and e.closed is null`);
  if (filter.text)
    all.push(
      sql`(e.words @@ plainto_tsquery('kernel.italian', ${filter.text}) or e.code = any (${array(filter.codes, 'text')}))`,
    );
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}

export interface QueueCounts {
  open: number;
  mine: number;
  nobody: number;
  late: number;
  /** To bodies, of which the office is to look at something. */
  deliveries: number;
}

/** How far the queues are counted: beyond it the number changes nothing. */
export const countedTo = 1000;

/** How many wait. What is in somebody's own hands is counted wholly, wherever in the queue it stands. */
export async function queueCounts(db: Db, places: readonly string[], person: string, now: Date): Promise<QueueCounts> {
  const row = await first(
    db,
    sql<QueueCounts>`
    with first as materialized (
      select e.id, e.due from entries.entries e
      where e.kind = 'report' and e.place = any (${array(places, 'uuid')}) and e.closed is null and e.visibility in ('public', 'private', 'hidden')
      order by e.due limit ${countedTo}),
    waiting as (select first.due, r.assignee from first join reports.reports r on r.id = first.id)
    select count(*)::int as open, count(*) filter (where assignee is null)::int as nobody,
      count(*) filter (where due < ${now})::int as late, ${countAsking(places)} as deliveries,
      (select count(*)::int from reports.reports r join entries.entries e on e.id = r.id where r.assignee = ${person}
        and e.place = any (${array(places, 'uuid')}) and e.closed is null and e.visibility in ('public', 'private', 'hidden')) as mine
    from waiting`,
  );
  return row!;
}

export interface PickedReport {
  id: string;
  code: string;
  title: string;
  place: string;
}

/** Those of these codes that the actor may see and that are of these offices, the most urgent first. */
export async function pickedReports(
  db: Db,
  actor: Actor,
  places: readonly string[],
  codes: readonly string[],
): Promise<PickedReport[]> {
  return all(
    db,
    sql<PickedReport>`
    select e.id, e.code, e.title, e.place from entries.entries e
    where e.code = any (${array(codes, 'text')}) and e.kind = 'report' and e.place = any (${array(places, 'uuid')}) and ${visible(actor)}
    order by e.due asc nulls last, e.published`,
  );
}

export interface ExportRow {
  id: string;
  code: string;
  title: string;
  topic: string | null;
  state: string;
  place: string;
  place_label: string;
  visibility: string;
  lat: number | null;
  lon: number | null;
  published: Date;
  due: Date | null;
  closed: Date | null;
  assignee_name: string | null;
  supports: number;
  channel: string;
  description: string;
}

/** The same reports as the list, the newest first, after a key: as quick at the end as at the beginning. */
export async function exportReports(
  db: Db,
  actor: Actor,
  filter: DeskFilter,
  after: { at: Date; id: string } | null,
  most: number,
): Promise<ExportRow[]> {
  const part = (indexed: RawBuilder<boolean>) => sql`(
      select e.id, e.code, e.title, e.topic, e.state, e.place, e.place_label, e.visibility, e.geometry, e.published, e.due, e.closed,
        r.assignee, r.channel, r.description
      from entries.entries e join reports.reports r on r.id = e.id
      where e.kind = 'report' and e.place = here.place and ${indexed} and ${conditions(actor, filter)}
        ${after ? sql`and (e.published, e.id) < (${after.at}, ${after.id}::uuid)` : sql``}
      order by published desc, id desc limit ${most})`;
  return all(
    db,
    sql<ExportRow>`
    select e.id, e.code, e.title, e.topic, e.state, e.place, e.place_label, e.visibility,
      st_y(st_centroid(e.geometry)) as lat, st_x(st_centroid(e.geometry)) as lon,
      e.published, e.due, e.closed, p.name as assignee_name, coalesce(c.supports, 0) as supports, e.channel, e.description
    from unnest(${array(filter.places, 'uuid')}) as here (place)
    cross join lateral (${sql.join(indexesOf(filter).map(part), sql` union all `)}) e
    left join entries.counters c on c.entry = e.id left join people.people p on p.id = e.assignee
    order by e.published desc, e.id desc limit ${most}`,
  );
}

export interface SheetRow {
  id: string;
  code: string;
  title: string;
  topic: string | null;
  state: string;
  place: string;
  place_label: string;
  published: Date;
  due: Date | null;
  closed: Date | null;
  assignee_name: string | null;
  visibility: string;
  lat: number | null;
  lon: number | null;
}

/** What stands on paper of these reports: those of these offices that the actor may see, in the order of their numbers. */
export async function sheetReports(
  db: Db,
  actor: Actor,
  places: readonly string[],
  codes: readonly string[],
): Promise<SheetRow[]> {
  return all(
    db,
    sql<SheetRow>`
    select e.id, e.code, e.title, e.topic, e.state, e.place, e.place_label, e.published, e.due, e.closed, e.visibility, p.name as assignee_name,
      st_y(st_centroid(e.geometry)) as lat, st_x(st_centroid(e.geometry)) as lon
    from entries.entries e join reports.reports r on r.id = e.id left join people.people p on p.id = r.assignee
    where e.code = any (${array(codes, 'text')}) and e.place = any (${array(places, 'uuid')}) and ${visible(actor)} order by e.code`,
  );
}
