import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array } from '../../kernel/database/store.ts';
import { published } from './visibility.ts';

/** Keeps the words that people read under an act. */
export async function insertNote(db: Db, note: { act: string; entry: string; text: string }): Promise<void> {
  await sql`insert into entries.notes (act, entry, text) values (${note.act}, ${note.entry}, ${note.text})`.execute(db);
}

export interface ThreadRow {
  act: string;
  verb: string;
  at: Date;
  /** Whose it was then. */
  place: string | null;
  assurance: string;
  public: Record<string, unknown>;
  person: string | null;
  name: string | null;
  staff: boolean;
  /** Who did it was erased: not even whether an office did is known from the act. */
  forgotten: boolean;
  text: string | null;
}

/** The acts of a thing with their words and, where the person is known, a name; officers sign with their own. Oldest first, the latest 200. */
export async function threadOf(db: Db, entry: string, verbs: readonly string[]): Promise<ThreadRow[]> {
  return all(
    db,
    sql<ThreadRow>`
    select * from (
      select a.seq, a.id as act, a.verb, a.at, a.place, a.assurance, a.public, s.person, p.name,
        coalesce((s.private->>'staff')::boolean, false) as staff, s.act is null as forgotten, case when n.hidden is null then n.text end as text
      from kernel.acts a
      left join kernel.act_secrets s on s.act = a.id
      left join people.people p on p.id = s.person
      left join entries.notes n on n.act = a.id
      where a.entry = ${entry} and a.verb in (${sql.join(verbs)})
      order by a.seq desc limit 200) latest
    order by latest.seq`,
  );
}

/** The last words said under one of these acts, for many things at once. */
export async function lastWordsOf(db: Db, entries: readonly string[], verbs: readonly string[]): Promise<Map<string, string>> {
  const rows = await all(
    db,
    sql<{ entry: string; text: string }>`
    select distinct on (n.entry) n.entry, n.text from entries.notes n join kernel.acts a on a.id = n.act
    where n.entry = any (${array(entries, 'uuid')}) and n.hidden is null and a.verb in (${sql.join(verbs)})
    order by n.entry, a.seq desc`,
  );
  return new Map(rows.map((row) => [row.entry, row.text]));
}

/** What happened to public things of a kind within a span, to those of a place what happened while they were its own, in the order in which it was
 *  written, without who did it. Numbers of acts follow their instants, but for those that were being written at once: the span is looked for
 *  among them with some to spare, so that each place reads its own acts alone. */
export async function listHappenings(
  db: Db,
  kind: string,
  verbs: readonly string[],
  span: { from: Date; until: Date; place: string | null },
  most: number,
  after: number,
): Promise<
  { act: string; code: string; verb: string; at: Date; public: Record<string, unknown>; state: string; text: string | null }[]
> {
  const { from, until, place } = span;
  return all(
    db,
    sql<{
      act: string;
      code: string;
      verb: string;
      at: Date;
      public: Record<string, unknown>;
      state: string;
      text: string | null;
    }>`
    select a.id as act, e.code, a.verb, a.at, a.public, e.state, case when n.hidden is null then n.text end as text
    from kernel.acts a join entries.entries e on e.id = a.entry left join entries.notes n on n.act = a.id
    where a.seq > ${firstSince(from)} - ${spare}::int and a.seq < ${firstSince(until)} + ${spare}::int
      and a.at >= ${from} and a.at < ${until} ${place ? sql`and a.place = ${place}` : sql``}
      and a.verb in (${sql.join(verbs)}) and e.kind = ${kind} and ${published()}
    order by a.seq limit ${most} offset ${after}`,
  );
}

const spare = 10_000;

/** Number of the first act since an instant, beyond all when there is none. Identifiers of acts begin with their instant (RFC 9562). */
function firstSince(at: Date): RawBuilder<number> {
  const hex = at.getTime().toString(16).padStart(12, '0');
  const id = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
  return sql`coalesce((select f.seq from kernel.acts f where f.id >= ${id}::uuid order by f.id limit 1), ${Number.MAX_SAFE_INTEGER}::bigint)`;
}

/** What is public of the latest acts of many things, `most` of each, without who did them. Oldest first. */
export async function historiesOf(
  db: Db,
  entries: readonly string[],
  verbs: readonly string[],
  most: number,
): Promise<{ entry: string; verb: string; at: Date; text: string | null }[]> {
  return all(
    db,
    sql<{ entry: string; verb: string; at: Date; text: string | null }>`
    select a.entry, a.verb, a.at, case when n.hidden is null then n.text end as text
    from unnest(${array(entries, 'uuid')}) as asked (id)
    cross join lateral (
      select l.seq, l.id, l.entry, l.verb, l.at from kernel.acts l
      where l.entry = asked.id and l.verb in (${sql.join(verbs)}) order by l.seq desc limit ${most}) a
    left join entries.notes n on n.act = a.id
    order by a.seq`,
  );
}

/** What a person said under acts on things that are not public, and with `words` on all of them; never what an office said through its people. */
export async function takeNotesBack(db: Db, person: string, words: boolean): Promise<void> {
  await sql`
    delete from entries.notes n using kernel.act_secrets s, entries.entries e
    where s.act = n.act and s.person = ${person} and not coalesce((s.private->>'staff')::boolean, false)
      and e.id = n.entry and (${words} or e.visibility <> 'public')`.execute(db);
}
