import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Lang } from '../../kernel/text/text.ts';
import { tellableTo, visible } from '../entries/visibility.ts';
import type { Reason } from './notice.ts';

/** An act as it is told to people. */
export interface ToTell {
  act: string;
  entry: string;
  at: Date;
  /** Who acted is not told. */
  person: string | null;
  around: boolean;
  /** The comment that was answered, if one was. */
  parent: string | null;
}

/** Tells these acts to all who follow, each person once for each act, in one statement whoever and however many they are. How many are to be
 *  mailed at once. What a person said of a thing itself (a rhythm, or no more) outranks every other way in which it reaches them. */
export async function tellAll(db: Db, acts: readonly ToTell[]): Promise<number> {
  const row = await first(
    db,
    sql<{ n: number }>`
    with told as materialized (
      select a.*, e.kind, e.topic, e.place, e.geometry, e.author, e.visibility
      from jsonb_to_recordset(${JSON.stringify(acts)}::jsonb) as a (act uuid, entry uuid, at timestamptz, person uuid, around boolean, parent uuid)
      join entries.entries e on e.id = a.entry where e.visibility in ('public', 'private')),
    matched as (
      select t.act, f.person, f.id as follow, f.how, 'thing' as reason, 3 as rank from told t join notices.follows f on f.entry = t.entry
      union all
      select t.act, t.author, own.id, coalesce(own.how, 'at-once'), 'author', 2
      from told t left join notices.follows own on own.person = t.author and own.entry = t.entry where t.author is not null
      union all
      select t.act, c.author, own.id, coalesce(own.how, 'at-once'), 'reply', 1
      from told t join discussion.comments c on c.id = t.parent left join notices.follows own on own.person = c.author and own.entry = t.entry
      union all
      select t.act, f.person, f.id, f.how, 'near', 4 from told t join notices.follows f on f.area && t.geometry
      where t.around and st_dwithin(f.point::geography, t.geometry::geography, f.metres)
      union all
      select t.act, f.person, f.id, f.how, 'topic', 5 from told t join notices.follows f on f.kind = t.kind and f.topic = t.topic
      where t.around and (f.place is null or f.place = t.place)
      union all
      select t.act, f.person, f.id, f.how, 'municipality', 6 from told t join notices.follows f on f.place = t.place and f.topic is null and f.point is null
      where t.around),
    strongest as (
      select distinct on (m.act, m.person) m.* from matched m
      order by m.act, m.person, m.rank <= 3 desc, array_position(array['at-once', 'daily', 'weekly', 'page'], m.how), m.rank),
    inserted as (
      insert into notices.notices (person, act, entry, at, reason, follow, how)
      select s.person, s.act, e.entry, e.at, s.reason, s.follow, s.how
      from strongest s join told e on e.act = s.act join people.people p on p.id = s.person and p.erased is null
      where s.how <> 'none' and s.person is distinct from e.person and ${tellableTo(sql`s.person`)}
      on conflict (person, act) do nothing returning how)
    select count(*) filter (where how = 'at-once') as n from inserted`,
  );
  return row!.n;
}

/** An act told to somebody, with what is needed to say it. */
export interface Happening {
  person: string;
  act: string;
  verb: string;
  at: Date;
  public: Record<string, unknown>;
  reason: Reason;
  /** The follow that brought it, when it goes around more than a thing. */
  follow: string | null;
  follow_kind: string | null;
  follow_topic: string | null;
  follow_place: string | null;
  follow_metres: number | null;
  entry: string;
  kind: string;
  code: string;
  title: string;
  place: string;
  /** In which the thing is now. */
  state: string;
  closed: Date | null;
  /** Who acted, by name; empty when nobody is known. */
  name: string;
  /** In the name of the administration? */
  office: boolean;
  organisation: string | null;
  comment: string | null;
  /** The words under the act, or of the comment. */
  said: string | null;
  read: Date | null;
}

const happening = sql`n.person, n.act, a.verb, n.at, a.public, n.reason, n.entry, n.read, e.kind, e.code, e.title, e.place, e.state, e.closed,
  case when n.reason in ('near', 'topic', 'municipality') then n.follow end as follow,
  f.kind as follow_kind, f.topic as follow_topic, f.place as follow_place, f.metres as follow_metres,
  coalesce(actor.name, '') as name, o.name as organisation, c.id as comment, coalesce(c.text, note.text) as said,
  (c.office is not null or coalesce((s.private->>'staff')::boolean, false)) as office`;

/** Around the notices `n`: the act with its words, and the thing. */
const joins = sql`join kernel.acts a on a.id = n.act join entries.entries e on e.id = n.entry
  left join notices.follows f on f.id = n.follow left join kernel.act_secrets s on s.act = n.act left join people.people actor on actor.id = s.person
  left join entries.notes note on note.act = n.act and note.hidden is null
  left join discussion.comments c on c.id = (a.public->>'comment')::uuid 
  left join organisations.organisations o on o.id = coalesce(c.on_behalf, (a.public->>'onBehalf')::uuid)`;

/** A comment that was hidden or withdrawn is told to nobody. */
const notHidden = sql<boolean>`c.hidden is null and c.withdrawn is null`;

export interface NoticeCursor {
  unread: boolean;
  at: Date;
  act: string;
}

/** The notices of a person on what they may see now: unread first, the newest first. */
export async function listNotices(db: Db, actor: Actor, cursor: NoticeCursor | null, most: number): Promise<Happening[]> {
  const after = cursor
    ? sql`and ((n.read is null), n.at, n.act) < (${cursor.unread}::boolean, ${cursor.at}::timestamptz, ${cursor.act}::uuid)`
    : sql``;
  return all(
    db,
    sql<Happening>`select ${happening} from notices.notices n ${joins}
    where n.person = ${actor.person} and ${visible(actor)} and ${notHidden} ${after}
    order by (n.read is null) desc, n.at desc, n.act desc limit ${most}`,
  );
}

/** How many were marked. */
export async function markRead(db: Db, person: string, act: string | null, now: Date): Promise<number> {
  const one = act ? sql`and act = ${act}` : sql``;
  return run(db, sql`update notices.notices set read = ${now} where person = ${person} and read is null ${one}`);
}

export interface ToMail extends Happening {
  email: string;
  language: Lang;
}

/** Those who have proven their address, and may see the thing at this moment. */
const mailable = sql<boolean>`p.erased is null and p.email_typed is not null and p.assurance <> 'none' and ${tellableTo(sql`n.person`)} and ${notHidden}`;

/** What is to be said to this person of these acts, as far as it may be said at this moment, the newest first. */
export async function listMailable(db: Db, person: string, acts: readonly string[]): Promise<ToMail[]> {
  return all(
    db,
    sql<ToMail>`select ${happening}, p.email_typed as email, p.language
    from notices.notices n ${joins} join people.people p on p.id = n.person
    where n.person = ${person} and n.act = any (${array(acts, 'uuid')}) and ${mailable} order by n.at desc, n.act desc`,
  );
}

export interface Taken {
  person: string;
  act: string;
}

/** Takes what is to be mailed at once, and settles it: mailed now; on the page alone, where the person may not see it any more or cannot be
 *  written to; or for the digest of the day, where too many mails went to the person in the last hour. `taken` of `most`: there may be more. */
export async function takeAtOnce(db: Db, now: Date, most: number, anHour: number): Promise<{ taken: number; mailed: Taken[] }> {
  const rows = await all(
    db,
    sql<Taken & { verdict: string }>`
    with picked as materialized (
      select * from notices.notices where how = 'at-once' and mailed is null order by at, act limit ${most} for update skip locked),
    judged as materialized (
      select n.person, n.act, ${mailable} as ok from picked n ${joins} join people.people p on p.id = n.person),
    counted as materialized (
      select j.person, j.act, case when not j.ok then 'page'
        when row_number() over (partition by j.person, j.ok order by j.act) + (select count(*) from notices.notices before
          where before.person = j.person and before.how = 'at-once' and before.mailed > ${now}::timestamptz - interval '1 hour') > ${anHour} then 'daily'
        else 'at-once' end as verdict
      from judged j),
    settled as (
      update notices.notices n set how = d.verdict, mailed = case when d.verdict = 'at-once' then ${now}::timestamptz end
      from counted d where n.person = d.person and n.act = d.act)
    select d.verdict, d.person, d.act from counted d join picked n on n.person = d.person and n.act = d.act order by n.at, n.act`,
  );
  return { taken: rows.length, mailed: rows.filter((row) => row.verdict === 'at-once') };
}

/** Takes the digests of the next people, whole, and settles them as `takeAtOnce` does. */
export async function takeDigests(
  db: Db,
  asked: { how: readonly string[]; until: Date; now: Date; people: number },
): Promise<{ people: number; mailed: Taken[] }> {
  const waiting = sql`n.how in (${sql.join(asked.how)}) and n.mailed is null and n.at <= ${asked.until}`;
  const rows = await all(
    db,
    sql<Taken & { ok: boolean }>`
    with people as (select distinct n.person from notices.notices n where ${waiting} order by n.person limit ${asked.people}),
    picked as materialized (
      select n.* from notices.notices n where ${waiting} and n.person in (select person from people) for update of n skip locked),
    judged as materialized (
      select n.person, n.act, ${mailable} as ok from picked n ${joins} join people.people p on p.id = n.person),
    settled as (
      update notices.notices n set how = case when j.ok then n.how else 'page' end, mailed = case when j.ok then ${asked.now}::timestamptz end
      from judged j where n.person = j.person and n.act = j.act)
    select ok, person, act from judged order by person, act`,
  );
  return { people: new Set(rows.map((row) => row.person)).size, mailed: rows.filter((row) => row.ok) };
}

/** Notices older than this are nobody's business any more. */
export async function forgetBefore(db: Db, before: Date): Promise<void> {
  await sql`delete from notices.notices where at < ${before}`.execute(db);
}

export async function forgetOldNotices(db: Db, before: { read: Date; unread: Date }, most: number): Promise<number> {
  return run(
    db,
    sql`delete from notices.notices where (person, act) in (
      select person, act from notices.notices where read < ${before.read} or at < ${before.unread} limit ${most})`,
  );
}
