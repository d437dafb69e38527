import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import { visible } from '../entries/visibility.ts';
import type { Around, Rhythm } from './follow.ts';

export interface Follow {
  id: string;
  person: string;
  /** Of a thing: its code, title and kind. Otherwise what it goes around. */
  entry: string | null;
  code: string | null;
  title: string | null;
  entry_kind: string | null;
  kind: string | null;
  topic: string | null;
  place: string | null;
  metres: number | null;
  how: Rhythm | 'none';
  since: Date;
}

const columns = sql`f.id, f.person, f.entry, e.code, e.title, e.kind as entry_kind, f.kind, f.topic, f.place, f.metres, f.how, f.since`;

/** Follows of a person take turns, so that many requests at once cannot pass the limit. */
export async function lockFollows(db: Db, person: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`notices.follow ${person}`}, 0))`.execute(db);
}

export async function countFollowsOf(db: Db, person: string): Promise<number> {
  const row = await first(
    db,
    sql<{ n: number }>`select count(*) as n from notices.follows where person = ${person} and how <> 'none'`,
  );
  return row!.n;
}

/** How a person follows a thing, as they said it; nothing when they said nothing. */
export async function findFollowOfThing(
  db: Db,
  person: string,
  entry: string,
): Promise<{ id: string; how: Rhythm | 'none' } | undefined> {
  return first(
    db,
    sql<{ id: string; how: Rhythm | 'none' }>`select id, how from notices.follows where person = ${person} and entry = ${entry}`,
  );
}

export async function findFollowAround(db: Db, person: string, around: Around): Promise<{ id: string; how: Rhythm } | undefined> {
  return first(
    db,
    sql<{ id: string; how: Rhythm }>`
    select id, how from notices.follows where person = ${person} and entry is null and kind is not distinct from ${around.kind}
      and topic is not distinct from ${around.topic} and place is not distinct from ${around.place}::uuid
      and point is not distinct from ${pointOf(around)} and metres is not distinct from ${around.metres}::int`,
  );
}

export async function findFollow(db: Db, id: string): Promise<Follow | undefined> {
  return first(
    db,
    sql<Follow>`select ${columns} from notices.follows f left join entries.entries e on e.id = f.entry where f.id = ${id}`,
  );
}

/** What a person follows, the latest first; without the things that they may no longer see. */
export async function listFollows(db: Db, actor: Actor): Promise<Follow[]> {
  return all(
    db,
    sql<Follow>`select ${columns} from notices.follows f left join entries.entries e on e.id = f.entry
    where f.person = ${actor.person} and f.how <> 'none' and (f.entry is null or ${visible(actor)}) order by f.since desc, f.id desc limit 500`,
  );
}

/** Says how a person follows a thing, or wants to hear no more of it. */
export async function keepFollowOfThing(
  db: Db,
  follow: { id: string; person: string; entry: string; how: Rhythm | 'none'; now: Date },
): Promise<void> {
  await sql`
    insert into notices.follows (id, person, entry, how, since) values (${follow.id}, ${follow.person}, ${follow.entry}, ${follow.how}, ${follow.now})
    on conflict (person, entry, kind, topic, place, point, metres) do update set how = excluded.how`.execute(db);
}

/** Follows a thing on behalf of people who should hear of it; who already said how, or said to hear nothing, keeps that. */
export async function followUnlessSaid(
  db: Db,
  follows: readonly { id: string; person: string; entry: string; how: Rhythm }[],
  now: Date,
): Promise<void> {
  await sql`
    insert into notices.follows (id, person, entry, how, since)
    select id, person, entry, how, ${now} from jsonb_to_recordset(${JSON.stringify(follows)}::jsonb) as g (id uuid, person uuid, entry uuid, how text)
    on conflict do nothing`.execute(db);
}

/** Who follows a thing, and how. */
export async function listFollowersOf(db: Db, entry: string): Promise<{ person: string; how: Rhythm }[]> {
  return all(
    db,
    sql<{ person: string; how: Rhythm }>`select person, how from notices.follows where entry = ${entry} and how <> 'none'`,
  );
}

export async function insertFollow(
  db: Db,
  follow: Around & { id: string; person: string; how: Rhythm; now: Date },
): Promise<void> {
  await sql`
    insert into notices.follows (id, person, kind, topic, place, point, metres, how, since)
    values (${follow.id}, ${follow.person}, ${follow.kind}, ${follow.topic}, ${follow.place}, ${pointOf(follow)}, ${follow.metres}, ${follow.how}, ${follow.now})`.execute(
    db,
  );
}

/** Many at once, for seeds; those that are there already stay as they are. */
export async function insertFollows(
  db: Db,
  follows: readonly (Around & { id: string; person: string; how: Rhythm })[],
  since: Date,
): Promise<void> {
  await sql`
    insert into notices.follows (id, person, kind, topic, place, point, metres, how, since)
    select id, person, kind, topic, place, st_setsrid(st_makepoint((point->>'lon')::float8, (point->>'lat')::float8), 4326), metres, how, ${since}
    from jsonb_to_recordset(${JSON.stringify(follows)}::jsonb)
      as g (id uuid, person uuid, kind text, topic text, place uuid, point jsonb, metres int, how text)
    on conflict do nothing`.execute(db);
}

/** Sets the rhythm of a follow, and of what waits to be mailed because of it. */
export async function setRhythm(db: Db, follow: string, how: Rhythm): Promise<void> {
  await sql`update notices.follows set how = ${how} where id = ${follow}`.execute(db);
  await sql`update notices.notices set how = ${how} where follow = ${follow} and mailed is null and how <> 'page'`.execute(db);
}

/** The follow is gone, and nothing more is mailed because of it. */
export async function endFollow(db: Db, follow: string): Promise<void> {
  await sql`update notices.notices set how = 'page' where follow = ${follow} and mailed is null and how <> 'page'`.execute(db);
  await sql`delete from notices.follows where id = ${follow}`.execute(db);
}

/** What waits to be mailed of a thing stays on the page. */
export async function calmThing(db: Db, person: string, entry: string): Promise<void> {
  await sql`update notices.notices set how = 'page' where person = ${person} and entry = ${entry} and mailed is null and how <> 'page'`.execute(
    db,
  );
}

/** No more digests: whatever came by digest is on the page from now on. Also what came in one because it was too much for mails at once. */
export async function endDigests(db: Db, person: string): Promise<number> {
  const changed = await run(
    db,
    sql`update notices.follows f set how = 'page' where f.person = ${person} and f.how <> 'none' and f.how <> 'page' and (f.how in ('daily', 'weekly')
      or f.id in (select n.follow from notices.notices n where n.person = ${person} and n.how in ('daily', 'weekly') and n.follow is not null))`,
  );
  const waiting = await run(
    db,
    sql`update notices.notices set how = 'page' where person = ${person} and how in ('daily', 'weekly') and mailed is null`,
  );
  return changed + waiting;
}

export async function countFollowers(db: Db, entries: readonly string[]): Promise<{ entry: string; n: number }[]> {
  return all(
    db,
    sql<{ entry: string; n: number }>`
    select given.entry, (select count(*) from notices.follows f where f.entry = given.entry and f.how <> 'none') as n
    from unnest(${array(entries, 'uuid')}) as given (entry)`,
  );
}

function pointOf({ point }: Pick<Around, 'point'>) {
  return point ? sql`st_setsrid(st_makepoint(${point.lon}::float8, ${point.lat}::float8), 4326)` : sql`null::geometry`;
}
