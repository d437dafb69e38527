import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import { published } from '../entries/visibility.ts';
import { type Hindrance, mostWebhooks } from './webhook.ts';

export interface Webhook {
  id: string;
  place: string;
  url: string;
  kinds: string[];
  verbs: string[];
  /** Sealed: see `openSecret`. */
  secret: Buffer;
  former: Buffer | null;
  former_until: Date | null;
  created: Date;
  next_try: Date | null;
  failing: Date | null;
  failures: number;
  stopped: Date | null;
  why: 'failing' | 'gone' | null;
}

const columns = sql`w.id, w.place, w.url, w.kinds, w.verbs, w.secret, w.former, w.former_until, w.created, w.next_try, w.failing, w.failures,
  w.stopped, w.why`;

/** False where the place has as many as it may have. */
export async function insertWebhook(
  db: Db,
  webhook: Pick<Webhook, 'id' | 'place' | 'url' | 'kinds' | 'verbs' | 'secret' | 'created'>,
): Promise<boolean> {
  const { id, place, url, kinds, verbs, secret, created } = webhook;
  const rows = await run(
    db,
    sql`insert into webhooks.webhooks (id, place, slot, url, kinds, verbs, secret, created)
    select ${id}::uuid, ${place}::uuid, slot, ${url}, ${array(kinds, 'text')}, ${array(verbs, 'text')}, ${secret}::bytea, ${created}::timestamptz
    from generate_series(1, ${mostWebhooks}::int) slot
    where not exists (select from webhooks.webhooks w where w.place = ${place} and w.slot = slot.slot) order by slot limit 1
    on conflict (place, slot) do nothing`,
  );
  return rows === 1;
}

export async function findWebhook(db: Db, id: string): Promise<Webhook | undefined> {
  return first(db, sql<Webhook>`select ${columns} from webhooks.webhooks w where w.id = ${id}`);
}

/** Of these places, with when something last arrived, the oldest first. */
export async function listWebhooks(
  db: Db,
  places: 'all' | readonly string[],
): Promise<(Webhook & { arrived: Date | null; waiting: number })[]> {
  const there = places === 'all' ? sql`true` : sql`w.place = any (${array(places, 'uuid')})`;
  return all(
    db,
    sql<Webhook & { arrived: Date | null; waiting: number }>`
    select ${columns},
      (select max(d.tried) from webhooks.deliveries d where d.webhook = w.id and d.state = 'delivered') as arrived,
      (select count(*)::int from webhooks.deliveries d where d.webhook = w.id and d.state = 'queued') as waiting
    from webhooks.webhooks w where ${there} order by w.created, w.id limit 200`,
  );
}

export async function deleteWebhook(db: Db, id: string): Promise<void> {
  await run(db, sql`delete from webhooks.webhooks where id = ${id}`);
}

export async function rotateSecret(db: Db, id: string, secret: Buffer, until: Date): Promise<void> {
  await run(
    db,
    sql`update webhooks.webhooks set former = secret, former_until = ${until}, secret = ${secret}::bytea where id = ${id}`,
  );
}

/** False where it had stopped already. */
export async function stopWebhook(db: Db, id: string, why: string, now: Date): Promise<boolean> {
  return (
    (await run(db, sql`update webhooks.webhooks set stopped = ${now}, why = ${why} where id = ${id} and stopped is null`)) === 1
  );
}

/** On again, as if nothing had been: what waits is sent at once. False where nothing was wrong. */
export async function resumeWebhook(db: Db, id: string): Promise<boolean> {
  const rows = await run(
    db,
    sql`update webhooks.webhooks set stopped = null, why = null, failing = null, failures = 0, next_try = null
    where id = ${id} and (stopped is not null or failing is not null)`,
  );
  if (rows === 1) await run(db, sql`update webhooks.deliveries set next_try = null where webhook = ${id} and state = 'queued'`);
  return rows === 1;
}

export interface ToHear {
  webhook: string;
  act: string;
  verb: string;
  entry: string;
  happened: Date;
  id: string;
}

/** Those that hear one of these acts and are on. */
export async function listHearing(
  db: Db,
  verbs: readonly string[],
): Promise<{ id: string; place: string; whole: boolean; verbs: string[] }[]> {
  return all(
    db,
    sql<{ id: string; place: string; whole: boolean; verbs: string[] }>`
    select w.id, w.place, t.kind = 'metropolis' as whole, w.verbs from webhooks.webhooks w join territory.places t on t.id = w.place
    where w.stopped is null and w.verbs && ${array(verbs, 'text')}`,
  );
}

/** In the order given, each once; only of kinds that are heard, and of what everybody may see. The webhooks that have something new. */
export async function insertDeliveries(db: Db, list: readonly ToHear[], now: Date): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ webhook: string }>`
    insert into webhooks.deliveries (id, webhook, act, verb, entry, happened, state, queued)
    select n.id, n.webhook, n.act, n.verb, n.entry, n.happened, 'queued', ${now}::timestamptz
    from rows from (jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as (id uuid, webhook uuid, act uuid, verb text, entry uuid, happened timestamptz)) with ordinality
      as n (id, webhook, act, verb, entry, happened, place_in_line)
    join entries.entries e on e.id = n.entry join webhooks.webhooks w on w.id = n.webhook
    where e.kind = any (w.kinds) and ${published()}
    order by n.place_in_line
    on conflict (webhook, act) do nothing returning webhook`,
  );
  return [...new Set(rows.map((row) => row.webhook))];
}

/** A test asks about this moment: it does not wait until the line is tried again. */
export async function insertTest(db: Db, test: { id: string; webhook: string; now: Date }): Promise<void> {
  await run(
    db,
    sql`insert into webhooks.deliveries (id, webhook, happened, state, queued)
    values (${test.id}, ${test.webhook}, ${test.now}, 'queued', ${test.now})`,
  );
  await run(db, sql`update webhooks.webhooks set next_try = null where id = ${test.webhook}`);
}

export interface Delivery {
  id: string;
  webhook: string;
  act: string | null;
  verb: string | null;
  entry: string | null;
  happened: Date;
  state: 'queued' | 'delivered' | 'failed' | 'withheld';
  tries: number;
  next_try: Date | null;
  tried: Date | null;
  status: number | null;
  error: Hindrance | null;
}

const ofDelivery = sql`d.id, d.webhook, d.act, d.verb, d.entry, d.happened, d.state, d.tries, d.next_try, d.tried, d.status, d.error`;

/** The latest first, each with the code of its thing while everybody may see it. */
export async function listDeliveries(
  db: Db,
  webhook: string,
  most: number,
): Promise<(Delivery & { code: string | null; kind: string | null })[]> {
  return all(
    db,
    sql<Delivery & { code: string | null; kind: string | null }>`
    select ${ofDelivery}, e.code, e.kind from webhooks.deliveries d left join entries.entries e on e.id = d.entry and ${published()}
    where d.webhook = ${webhook} order by d.ordinal desc limit ${most}`,
  );
}

/** One that waits no more is to be sent once more; false where it still waits, or is none of this webhook. */
export async function queueAgain(db: Db, webhook: string, delivery: string): Promise<boolean> {
  const rows = await run(
    db,
    sql`update webhooks.deliveries set state = 'queued', tries = 0, next_try = null, error = null, status = null
    where id = ${delivery} and webhook = ${webhook} and state <> 'queued'`,
  );
  return rows === 1;
}

/** Those with something to send by now. */
export async function listDue(db: Db, now: Date, most: number): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`
    select w.id from webhooks.webhooks w where w.stopped is null and coalesce(w.leased, w.next_try, ${now}) <= ${now}
      and coalesce(w.next_try, ${now}) <= ${now}
      and exists (select from webhooks.deliveries d where d.webhook = w.id and d.state = 'queued' and coalesce(d.next_try, ${now}) <= ${now})
    limit ${most}`,
  );
  return rows.map((row) => row.id);
}

/** Whoever gets it is the only one that sends there, until it gives it back or its time is over. */
export async function claim(db: Db, id: string, now: Date, lease: number): Promise<Webhook | undefined> {
  return first(
    db,
    sql<Webhook>`
    update webhooks.webhooks w set leased = ${new Date(now.getTime() + lease)}
    where w.id = ${id} and w.stopped is null and coalesce(w.leased, ${now}) <= ${now} and coalesce(w.next_try, ${now}) <= ${now}
    returning ${columns}`,
  );
}

export async function giveBack(db: Db, id: string): Promise<void> {
  await run(db, sql`update webhooks.webhooks set leased = null where id = ${id}`);
}

/** The next in line. */
export async function nextDelivery(db: Db, webhook: string, now: Date): Promise<Delivery | undefined> {
  return first(
    db,
    sql<Delivery>`select ${ofDelivery} from webhooks.deliveries d
    where d.webhook = ${webhook} and d.state = 'queued' and coalesce(d.next_try, ${now}) <= ${now} order by d.ordinal limit 1`,
  );
}

export interface Noted {
  state: Delivery['state'];
  status?: number | null;
  error?: Hindrance | null;
  next?: Date | null;
}

export async function noteTry(db: Db, delivery: string, noted: Noted, now: Date): Promise<void> {
  await run(
    db,
    sql`update webhooks.deliveries set state = ${noted.state}, status = ${noted.status ?? null}, error = ${noted.error ?? null},
      next_try = ${noted.next ?? null}, tries = tries + 1, tried = ${now} where id = ${delivery} and state = 'queued'`,
  );
}

export async function noteArrived(db: Db, webhook: string): Promise<void> {
  await run(
    db,
    sql`update webhooks.webhooks set failing = null, failures = 0, next_try = null where id = ${webhook} and failing is not null`,
  );
}

/** Since when nothing arrives. */
export async function noteHindered(db: Db, webhook: string, now: Date, next: Date | null): Promise<Date> {
  const row = await first(
    db,
    sql<{ failing: Date }>`
    update webhooks.webhooks set failing = coalesce(failing, ${now}), failures = failures + 1, next_try = ${next} where id = ${webhook}
    returning failing`,
  );
  return row?.failing ?? now;
}

/** Old deliveries, and secrets that sign no more. */
export async function forgetOld(db: Db, now: Date, before: Date): Promise<void> {
  await run(db, sql`delete from webhooks.deliveries where queued < ${before}`);
  await run(db, sql`update webhooks.webhooks set former = null, former_until = null where former_until <= ${now}`);
}
