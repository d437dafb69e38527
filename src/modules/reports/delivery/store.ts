import { type RawBuilder, sql } from 'kysely';
import { visible } from '../../../commons/entries/visibility.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Db } from '../../../kernel/context.ts';
import { all, array, first } from '../../../kernel/database/store.ts';
import type { Hop } from '../store-moves.ts';
import type { DeliveryState, Hindrance } from './delivery.ts';

export interface Delivery {
  hop: string;
  report: string;
  body: string;
  state: DeliveryState;
  tries: number;
  queued: Date;
  sent: Date | null;
  acknowledged: Date | null;
  failed: Date | null;
  next_try: Date | null;
  unsure: Date | null;
  last_error: Hindrance | null;
  last_status: number | null;
  last_words: string | null;
  remote: string | null;
  token: string | null;
  remote_status: 'open' | 'closed' | null;
  remote_notes: string | null;
  remote_updated: Date | null;
  heard: Date | null;
  followed: Date | null;
}

const columns = sql`d.hop, d.report, d.body, d.state, d.tries, d.queued, d.sent, d.acknowledged, d.failed, d.next_try, d.unsure, d.last_error,
  d.last_status, d.last_words, d.remote, d.token, d.remote_status, d.remote_notes, d.remote_updated, d.heard, d.followed`;

export async function insertDelivery(db: Db, delivery: { hop: string; report: string; body: string; now: Date }): Promise<void> {
  const { hop, report, body, now } = delivery;
  await sql`insert into reports.deliveries (hop, report, body, state, queued, next_try)
    values (${hop}, ${report}, ${body}, 'queued', ${now}, ${now})`.execute(db);
}

/** Where a report was passed, the latest last, and by their hop the deliveries. */
export async function passingsOf(db: Db, report: string): Promise<{ hops: Hop[]; deliveries: Map<string, Delivery> }> {
  const rows = await all(
    db,
    sql<Hop & Omit<Delivery, 'hop' | 'body'> & { hop: string | null }>`
    select ${columns}, h.act, h.at, h.to_place, h.body_id, h.body, h.contact, h.reference
    from reports.hops h left join reports.deliveries d on d.hop = h.act where h.report = ${report} order by h.at, h.act`,
  );
  const deliveries = rows.flatMap((row) => (row.hop === null ? [] : [{ ...row, hop: row.hop, body: row.body_id! }]));
  return { hops: rows, deliveries: new Map(deliveries.map((delivery) => [delivery.hop, delivery])) };
}

/** Waiting to be tried, the longest first. */
export async function listDue(db: Db, now: Date, most: number): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ hop: string }>`
    select hop from reports.deliveries where state = 'queued' and next_try <= ${now} order by next_try limit ${most}`,
  );
  return rows.map((row) => row.hop);
}

/** How the body is reached, and what there is to tell it. */
export interface Parcel extends Delivery {
  /** Since when the tries before this one may have arrived. */
  unsure_before: Date | null;
  /** Which of the hops of the report it is, from 1. */
  nth: number;
  code: string;
  method: 'hand' | 'email' | 'open311';
  name: string;
  email: string | null;
  endpoint: string | null;
  jurisdiction: string | null;
  api_key: string | null;
  services: Record<string, string>;
  /** The body is no longer in use. */
  retired: Date | null;
  /** It is still with this body. */
  wanted: boolean;
}

/** The report was not passed on to anybody after that. */
const isLast = sql`not exists (select from reports.hops later, reports.hops this where this.act = d.hop and later.report = d.report
  and (later.at, later.act) > (this.at, this.act))`;

const parcel = sql`${columns}, e.code, b.method, b.name, b.email, b.endpoint, b.jurisdiction, b.api_key, b.services, b.retired, (e.state = 'not-ours' and ${isLast}) as wanted,
  (select count(*)::int from reports.hops before, reports.hops this where this.act = d.hop and before.report = d.report
    and (before.at, before.act) <= (this.at, this.act)) as nth`;

/** Whoever gets the row tries; for everybody else it is under way until the lease ends. A process that dies leaves it to the next, and the
 *  mark that it may have arrived. */
export async function claim(db: Db, hop: string, now: Date, lease: number): Promise<Parcel | undefined> {
  const until = new Date(now.getTime() + lease);
  return first(
    db,
    sql<Parcel>`
    with before as (
      select hop, unsure from reports.deliveries where hop = ${hop} and state = 'queued' and next_try <= ${now} for update skip locked),
    d as (
      update reports.deliveries set next_try = ${until}, tries = tries + 1, unsure = coalesce(deliveries.unsure, ${now})
      from before where deliveries.hop = before.hop returning deliveries.*)
    select ${parcel}, before.unsure as unsure_before
    from d join before on before.hop = d.hop join entries.entries e on e.id = d.report join reports.bodies b on b.id = d.body`,
  );
}

export async function getParcel(db: Db, hop: string): Promise<Parcel | undefined> {
  return first(
    db,
    sql<Parcel>`select ${parcel}, d.unsure as unsure_before
    from reports.deliveries d join entries.entries e on e.id = d.report join reports.bodies b on b.id = d.body where d.hop = ${hop}`,
  );
}

export interface Hindered {
  error: Hindrance;
  status: number | null;
  words: string | null;
  /** It surely did not arrive. */
  sure: boolean;
}

/** It stays in the queue, for later. Health of a wire, not a change of state: no act. */
export async function noteHindrance(db: Db, hop: string, { error, status, words, sure }: Hindered, next: Date): Promise<void> {
  await sql`
    update reports.deliveries set next_try = ${next}, last_error = ${error}, last_status = ${status}, last_words = ${words},
      unsure = ${sure ? sql`null` : sql`unsure`}
    where hop = ${hop} and state = 'queued'`.execute(db);
}

export async function findDelivery(db: Db, hop: string): Promise<Delivery | undefined> {
  return first(db, sql<Delivery>`select ${columns} from reports.deliveries d where d.hop = ${hop}`);
}

/** The row, locked for the transaction of whoever changes it. */
export async function lockDelivery(db: Db, hop: string): Promise<Delivery | undefined> {
  return first(db, sql<Delivery>`select ${columns} from reports.deliveries d where d.hop = ${hop} for update`);
}

export interface Change {
  state?: DeliveryState;
  tries?: number;
  sent?: Date;
  acknowledged?: Date;
  failed?: Date | null;
  next_try?: Date | null;
  unsure?: null;
  last_error?: Hindrance | null;
  last_status?: number | null;
  last_words?: string | null;
  remote?: string;
  token?: string;
  remote_status?: 'open' | 'closed';
  remote_notes?: string | null;
  remote_updated?: Date | null;
  heard?: Date;
  followed?: Date;
  next_look?: Date | null;
}

export async function changeDelivery(db: Db, hop: string, change: Change): Promise<void> {
  const sets = Object.entries(change).filter(([, value]) => value !== undefined);
  await sql`update reports.deliveries set ${sql.join(sets.map(([column, value]) => sql`${sql.ref(column)} = ${value}`))}
    where hop = ${hop}`.execute(db);
}

/** To be asked about by now, the longest waiting first, of each body no more than `each`: those that are with it, or that it said to have closed. */
export async function listToFollow(db: Db, now: Date, states: readonly string[], each: number, most: number): Promise<Parcel[]> {
  return all(
    db,
    sql<Parcel>`
    select * from (
      select ${parcel}, d.unsure as unsure_before, d.next_look, row_number() over (partition by b.endpoint order by d.next_look) as place_in_line
      from reports.deliveries d join entries.entries e on e.id = d.report join reports.bodies b on b.id = d.body
      where d.next_look <= ${now} and b.method = 'open311' and e.state = any (${array(states, 'text')})
        and ${isLast}) waiting
    where place_in_line <= ${each} order by next_look limit ${most}`,
  );
}

export async function noteLook(db: Db, hop: string, now: Date, next: Date | null): Promise<void> {
  await sql`update reports.deliveries set followed = ${now}, next_look = ${next} where hop = ${hop}`.execute(db);
}

/** Their numbers mean something else, or nothing, at another endpoint: nobody is asked for them there. */
export async function forgetLooks(db: Db, body: string): Promise<void> {
  await sql`update reports.deliveries set next_look = null where next_look is not null and body = ${body}`.execute(db);
}

export interface DeliveryRow extends Delivery {
  code: string;
  title: string;
  place: string;
  place_label: string;
  body_name: string;
  /** Theirs, of the hop. */
  reference: string | null;
}

export type Group = 'failed' | 'closed' | 'waiting' | 'open';

/** Deliveries of these offices that still matter: of each report the last, as long as it is with the body. */
export async function listDeliveries(
  db: Db,
  actor: Actor,
  places: readonly string[],
  group: Group,
  most: number,
): Promise<DeliveryRow[]> {
  const conditions = {
    failed: sql`d.state = 'failed'`,
    closed: sql`d.state <> 'failed' and d.remote_status = 'closed'`,
    waiting: sql`d.state in ('queued', 'sent') and d.remote_status is distinct from 'closed'`,
    open: sql`d.state = 'acknowledged' and d.remote_status is distinct from 'closed'`,
  } satisfies Record<Group, unknown>;
  return all(
    db,
    sql<DeliveryRow>`
    select ${columns}, e.code, e.title, e.place, e.place_label, b.name as body_name, h.reference
    from reports.deliveries d join entries.entries e on e.id = d.report join reports.bodies b on b.id = d.body join reports.hops h on h.act = d.hop
    where e.place = any (${array(places, 'uuid')}) and ${visible(actor)} and e.state = 'not-ours' and ${conditions[group]}
      and ${isLast}
    order by coalesce(d.failed, d.heard, d.queued) limit ${most}`,
  );
}

/** As part of a statement: how many have failed and how many their bodies have closed, in these offices: what they are to look at. */
export function countAsking(places: readonly string[]): RawBuilder<number> {
  return sql<number>`(
    select count(*)::int from reports.deliveries d join entries.entries e on e.id = d.report
    where (d.state = 'failed' or d.remote_status = 'closed') and e.place = any (${array(places, 'uuid')}) and e.state = 'not-ours' and ${isLast})`;
}

/** The act of what a system said under this name. */
export async function findUpdate(
  db: Db,
  update: { report: string; keyName: string; updateId: string },
): Promise<string | undefined> {
  const row = await first(
    db,
    sql<{ act: string }>`
    select act from reports.updates where report = ${update.report} and key_name = ${update.keyName} and update_id = ${update.updateId}`,
  );
  return row?.act;
}

export async function insertUpdate(
  db: Db,
  update: { act: string; report: string; keyName: string; updateId: string },
): Promise<void> {
  await sql`insert into reports.updates (act, report, key_name, update_id)
    values (${update.act}, ${update.report}, ${update.keyName}, ${update.updateId})`.execute(db);
}
