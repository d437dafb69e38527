import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

export interface SettingRow {
  id: string;
  place: string;
  name: string;
  value: unknown;
  since: Date;
  until: Date | null;
}

/** Every setting in force. */
export async function settingsInForce(db: Db, now: Date): Promise<Pick<SettingRow, 'place' | 'name' | 'value'>[]> {
  return all(
    db,
    sql<
      Pick<SettingRow, 'place' | 'name' | 'value'>
    >`select place, name, value from settings.settings where since <= ${now} and (until is null or until > ${now})`,
  );
}

/** When a setting last began or ceased to hold anywhere; nothing if it was never decided. */
export async function lastChangeOf(db: Db, names: readonly string[], now: Date): Promise<Date | null> {
  const row = await first(
    db,
    sql<{ at: Date | null }>`
    select max(change.at) as at from settings.settings s cross join lateral (values (s.since), (s.until)) as change (at)
    where s.name = any (${array(names, 'text')}) and change.at <= ${now}`,
  );
  return row?.at ?? null;
}

/** What these places decided, in force or for a day to come, in the order of the days. */
export async function listDecided(db: Db, places: readonly string[], now: Date): Promise<SettingRow[]> {
  return all(
    db,
    sql<SettingRow>`
    select id, place, name, value, since, until from settings.settings
    where place = any (${array(places, 'uuid')}) and (until is null or until > greatest(since, ${now})) order by since`,
  );
}

/** When a decision that is to hold at once begins: now, or with the last one that came in later and was decided sooner.
 *  What is decided for a day to come begins with a day, so whatever begins before endOfDay was to hold at once as well. */
export async function startAtOnce(
  db: Db,
  { place, name, now, endOfDay }: { place: string; name: string; now: Date; endOfDay: Date },
): Promise<Date> {
  await oneAtATime(db, place, name);
  const last = sql<{ since: Date | null }>`
    select max(since) as since from settings.settings where place = ${place} and name = ${name} and since > ${now} and since < ${endOfDay}`;
  return (await first(db, last))?.since ?? now;
}

/** Ends what would hold at that instant, and begins the new value; it lasts until the next one that is decided already.
 *  False when the place has decided just this, to hold at that instant. */
export async function decide(
  db: Db,
  setting: { id: string; place: string; name: string; value: unknown; since: Date },
): Promise<boolean> {
  const { id, place, name, value, since } = setting;
  await oneAtATime(db, place, name);
  const same = sql`
    select from settings.settings where place = ${place} and name = ${name} and value = ${JSON.stringify(value)}::jsonb
      and since <= ${since} and (until is null or until > ${since})`;
  if (await first(db, same)) return false;
  await sql`
    update settings.settings set until = ${since}
    where place = ${place} and name = ${name} and since <= ${since} and (until is null or until > ${since})`.execute(db);
  await sql`
    insert into settings.settings (id, place, name, value, since, until)
    values (${id}, ${place}, ${name}, ${JSON.stringify(value)}::jsonb, ${since},
      (select min(since) from settings.settings where place = ${place} and name = ${name} and since > ${since} and (until is null or until > since)))`.execute(
    db,
  );
  return true;
}

/** False when the place has no value of its own in force. */
export async function end(db: Db, { place, name, now }: { place: string; name: string; now: Date }): Promise<boolean> {
  await oneAtATime(db, place, name);
  const ended = sql`
    update settings.settings set until = ${now}
    where place = ${place} and name = ${name} and since <= ${now} and (until is null or until > ${now})`;
  return (await run(db, ended)) > 0;
}

/** Ends a value before it begins; the one that led up to it goes on in its place. */
export async function cancel(
  db: Db,
  { id, place, name, now }: { id: string; place: string; name: string; now: Date },
): Promise<SettingRow | undefined> {
  await oneAtATime(db, place, name);
  const row = await first(
    db,
    sql<SettingRow>`
    select id, place, name, value, since, until from settings.settings
    where id = ${id} and place = ${place} and name = ${name} and since > ${now} and (until is null or until > since)`,
  );
  if (!row) return undefined;
  await sql`update settings.settings set until = since where id = ${id}`.execute(db);
  await sql`
    update settings.settings set until = ${row.until}
    where place = ${place} and name = ${name} and until = ${row.since} and since < until`.execute(db);
  return row;
}

async function oneAtATime(db: Db, place: string, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`settings ${place} ${name}`}, 0))`.execute(db);
}
