import { type RawBuilder, sql } from 'kysely';
import type { Actor, Assurance } from '../../kernel/actor.ts';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';
import type { Entry } from '../entries/store.ts';
import { published, visible } from '../entries/visibility.ts';
import { moderatorRoles, type Stance } from './comment.ts';

export interface CommentRow {
  id: string;
  entry: string;
  parent: string | null;
  author: string;
  /** Empty when the person was erased. */
  name: string;
  organisation: string | null;
  office: string | null;
  /** Empty when the comment is hidden from who reads, or withdrawn. */
  text: string;
  stance: Stance | null;
  assurance: Assurance;
  at: Date;
  edited: Date | null;
  hidden: Date | null;
  /** When its author took it back: the words are gone. */
  withdrawn: Date | null;
  thanks: number;
  thanked: boolean;
}

const named = sql`join people.people p on p.id = c.author left join organisations.organisations o on o.id = c.on_behalf`;

function columns(person: string | null): RawBuilder<unknown> {
  return sql`c.id, c.entry, c.parent, c.author, p.name, o.name as organisation, c.office, c.text, c.stance, c.assurance, c.at, c.edited, c.hidden, c.withdrawn,
    (select count(*) from discussion.thanks t where t.comment = c.id) as thanks,
    ${person ? sql`coalesce((select true from discussion.thanks t where t.comment = c.id and t.person = ${person}), false)` : sql`false`} as thanked`;
}

/** From this comment on, in the order in which they were written. */
function since(from: string | null): RawBuilder<unknown> {
  return from ? sql`and (c.at, c.id) >= ((select f.at from discussion.comments f where f.id = ${from}), ${from}::uuid)` : sql``;
}

/** Comments of a thing with the first answers of each, oldest first. One that was hidden keeps its place, without words and name, only where
 *  answers would hang in the air. At most `most` + 1 comments: the last one tells where the next page begins. */
export async function listThreads(
  db: Db,
  asked: { entry: string; person: string | null; from: string | null; most: number; replies: number },
): Promise<CommentRow[]> {
  return all(
    db,
    sql<CommentRow>`
    with top as materialized (
      select c.* from discussion.comments c
      where c.entry = ${asked.entry} and c.parent is null ${since(asked.from)}
        and (c.hidden is null or exists (select from discussion.comments r where r.parent = c.id and r.hidden is null))
      order by c.at, c.id limit ${asked.most + 1}),
    shown as (
      select * from top
      union all
      select r.* from top cross join lateral (
        select * from discussion.comments r where r.parent = top.id and r.hidden is null order by r.at, r.id limit ${asked.replies + 1}) r)
    select ${columns(asked.person)} from (select id, entry, parent, author, on_behalf, office, case when hidden is null then text else '' end as text,
      stance, assurance, at, edited, hidden, withdrawn from shown) c ${named}
    order by c.at, c.id`,
  );
}

/** Answers to a comment, oldest first. */
export async function listReplies(
  db: Db,
  asked: { parent: string; person: string | null; from: string | null; most: number },
): Promise<CommentRow[]> {
  return all(
    db,
    sql<CommentRow>`
    select ${columns(asked.person)} from discussion.comments c ${named}
    where c.parent = ${asked.parent} and c.hidden is null ${since(asked.from)} order by c.at, c.id limit ${asked.most}`,
  );
}

/** Everything said on a thing, answers among the rest, oldest first. */
export async function listComments(db: Db, asked: { entry: string; from: string | null; most: number }): Promise<CommentRow[]> {
  return all(
    db,
    sql<CommentRow>`
    select ${columns(null)} from discussion.comments c ${named}
    where c.entry = ${asked.entry} and c.hidden is null ${since(asked.from)} order by c.at, c.id limit ${asked.most}`,
  );
}

export interface SaidOnBehalf {
  id: string;
  text: string;
  at: Date;
  title: string;
}

/** What an organisation said lately on things that everybody sees. */
export async function listSaidOnBehalf(db: Db, organisation: string, most: number): Promise<SaidOnBehalf[]> {
  return all(
    db,
    sql<SaidOnBehalf>`
    select c.id, c.text, c.at, e.title from discussion.comments c join entries.entries e on e.id = c.entry
    where c.on_behalf = ${organisation} and c.hidden is null and c.withdrawn is null and ${published()} order by c.at desc limit ${most}`,
  );
}

export interface CommentFound extends CommentRow {
  code: string;
  kind: string;
  place: string;
  entry_title: string;
  entry_visibility: Entry['visibility'];
}

/** One comment, through what the actor may see of its thing; a hidden one only for its author and for the moderators of the place. */
export async function findComment(db: Db, actor: Actor, id: string): Promise<CommentFound | undefined> {
  return first(
    db,
    sql<CommentFound>`
    select ${columns(actor.person)}, e.code, e.kind, e.place, e.title as entry_title, e.visibility as entry_visibility
    from discussion.comments c join entries.entries e on e.id = c.entry ${named}
    where c.id = ${id} and ${visible(actor)} and (c.hidden is null or ${seesHidden(actor)})`,
  );
}

function seesHidden(actor: Actor): RawBuilder<boolean> {
  if (actor.kind === 'system') return sql<boolean>`true`;
  const held = actor.roles.filter((one) => (moderatorRoles as readonly string[]).includes(one.role));
  if (held.some((one) => one.whole)) return sql<boolean>`true`;
  return sql<boolean>`(c.author = ${actor.person}::uuid or e.place = any (${array(
    held.map((one) => one.place),
    'uuid',
  )}))`;
}

/** Comments (or answers to `parent`) that come before one, the nearest first, at most `most`: so its page is found. */
export async function listBefore(
  db: Db,
  comment: Pick<CommentRow, 'id' | 'entry' | 'parent' | 'at'>,
  most: number,
): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ id: string }>`
    select c.id from discussion.comments c
    where ${comment.parent ? sql`c.parent = ${comment.parent}` : sql`c.entry = ${comment.entry} and c.parent is null`}
      and c.hidden is null and (c.at, c.id) < (${comment.at}, ${comment.id}::uuid)
    order by c.at desc, c.id desc limit ${most}`,
  );
  return rows.map((row) => row.id);
}

export interface NewComment {
  id: string;
  entry: string;
  parent: string | null;
  author: string;
  onBehalf: string | null;
  office: string | null;
  text: string;
  stance: Stance | null;
  assurance: string;
  key: string | null;
  at: Date;
}

/** Many at once, for seeds and imports too. One whose author has already used its key is left out; the ids of those that were added. */
export async function insertComments(db: Db, comments: readonly NewComment[]): Promise<string[]> {
  if (comments.length === 0) return [];
  const rows = await all(
    db,
    sql<{ id: string }>`
    insert into discussion.comments (id, entry, parent, author, on_behalf, office, text, stance, assurance, key, at)
    select id, entry, parent, author, "onBehalf", office, text, stance, assurance, key, at from jsonb_to_recordset(${JSON.stringify(comments)}::jsonb)
      as g (id uuid, entry uuid, parent uuid, author uuid, "onBehalf" uuid, office uuid, text text, stance text, assurance text, key text, at timestamptz)
    on conflict (author, key) do nothing returning id`,
  );
  return rows.map((row) => row.id);
}

export async function findByKey(
  db: Db,
  author: string,
  key: string,
): Promise<Pick<CommentRow, 'id' | 'entry' | 'parent' | 'text' | 'at'> | undefined> {
  return first(
    db,
    sql<
      Pick<CommentRow, 'id' | 'entry' | 'parent' | 'text' | 'at'>
    >`select id, entry, parent, text, at from discussion.comments where author = ${author} and key = ${key}`,
  );
}

/** What it said until now goes to the history. */
export async function changeText(db: Db, id: string, text: string, now: Date): Promise<void> {
  await sql`
    with before as (select c.id, c.text from discussion.comments c where c.id = ${id} for update),
    kept as (insert into discussion.versions (comment, text, until) select id, text, ${now} from before)
    update discussion.comments c set text = ${text}, edited = ${now} from before where c.id = before.id`.execute(db);
}

/** What it said before, the latest first. */
export async function listVersions(db: Db, comment: string): Promise<{ text: string; until: Date }[]> {
  return all(
    db,
    sql<{
      text: string;
      until: Date;
    }>`select text, until from discussion.versions where comment = ${comment} order by id desc limit 100`,
  );
}

/** The words go, with what they said before; false when they were gone already. */
export async function withdraw(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`update discussion.comments set withdrawn = ${now}, text = '', stance = null, edited = null where id = ${id} and withdrawn is null`,
  );
  if (rows === 0) return false;
  await sql`delete from discussion.versions where comment = ${id}`.execute(db);
  return true;
}

/** False when this person has already thanked for it. */
export async function insertThanks(db: Db, comment: string, person: string, now: Date): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into discussion.thanks (comment, person, at) values (${comment}, ${person}, ${now}) on conflict do nothing`,
  );
  return rows === 1;
}

/** False when this person had not thanked for it. */
export async function deleteThanks(db: Db, comment: string, person: string): Promise<boolean> {
  return (await run(db, sql`delete from discussion.thanks where comment = ${comment} and person = ${person}`)) === 1;
}

/** The comment is hidden (at an instant) or shown again (null), in one place for page, API and counts. False when it was so already. */
export async function setHidden(db: Db, id: string, at: Date | null): Promise<boolean> {
  const rows = await run(
    db,
    sql`update discussion.comments set hidden = ${at} where id = ${id} and (hidden is null) = ${at !== null}`,
  );
  return rows === 1;
}

export async function countComments(db: Db, entries: readonly string[]): Promise<{ entry: string; n: number }[]> {
  return all(
    db,
    sql<{ entry: string; n: number }>`
    select given.entry, (select count(*) from discussion.comments c where c.entry = given.entry and c.hidden is null and c.withdrawn is null) as n
    from unnest(${array(entries, 'uuid')}) as given (entry)`,
  );
}

/** What a person said and nobody else reads (hidden comments, those on things that are not public), and with `words` everything; never what
 *  an office or an organisation said through its people. As `withdraw`. */
export async function takeAllBack(db: Db, author: string, words: boolean, now: Date): Promise<void> {
  await sql`
    with taken as (
      update discussion.comments c set withdrawn = ${now}, text = '', stance = null, edited = null
      where c.author = ${author} and c.withdrawn is null and c.office is null and c.on_behalf is null
        and (${words} or c.hidden is not null or exists (select from entries.entries e where e.id = c.entry and e.visibility <> 'public'))
      returning c.id)
    delete from discussion.versions v using taken where v.comment = taken.id`.execute(db);
}
