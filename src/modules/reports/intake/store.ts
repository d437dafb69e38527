import { type RawBuilder, sql } from 'kysely';
import { visible } from '../../../commons/entries/visibility.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Db } from '../../../kernel/context.ts';
import { all, array } from '../../../kernel/database/store.ts';

/** An answer as it was asked and said. */
export interface Answered {
  question: string;
  position: number;
  asked: string;
  said: string;
}

export async function insertAnswers(db: Db, report: string, answers: readonly Answered[]): Promise<void> {
  if (answers.length === 0) return;
  await sql`
    insert into reports.answers (report, question, position, asked, said)
    select ${report}::uuid, question, position, asked, said
    from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as given (question text, position int, asked text, said text)`.execute(
    db,
  );
}

/** Of many reports at once. For the office, which alone reads them. */
export async function answersOf(db: Db, reports: readonly string[]): Promise<Map<string, Answered[]>> {
  const rows = await all(
    db,
    sql<Answered & { report: string }>`
    select report, question, position, asked, said from reports.answers where report = any (${array(reports, 'uuid')}) order by position`,
  );
  return Map.groupBy(rows, ({ report }) => report);
}

/** A report in which something is still to be done, here or by who answers for it, and how much it is like what is being told. */
export interface Alike {
  id: string;
  code: string;
  title: string;
  description: string;
  topic: string | null;
  state: string;
  placeLabel: string;
  published: Date;
  due: Date | null;
  closed: Date | null;
  /** How far the words are the same, from 0 to 1. */
  words: number;
  /** In how many of 64 bits the likest of its pictures differs; nothing without pictures to compare. */
  bits: number | null;
}

export interface Near extends Alike {
  metres: number;
}

export interface SameWords extends Alike {
  /** How far the words for the place are the same, from 0 to 1; 1 but for accents, capitals, spaces and commas. */
  there: number;
}

/** What is compared, and since when what was passed on to others counts. */
interface Compared {
  words: string;
  prints: readonly string[];
  passedSince: Date;
}

const columns = sql`e.id, e.code, e.title, e.summary, e.topic, e.state, e.place_label, e.published, e.due, e.closed`;

/** The open reports within so many metres, and those passed on to others since an instant, the nearest first; of more than `most`, the nearest.
 *  Words and pictures are compared with those given. */
export async function nearReports(
  db: Db,
  actor: Actor,
  told: Compared & { lat: number; lon: number; metres: number },
  most: number,
): Promise<Near[]> {
  // A degree of longitude is 111.3 km times the cosine of the latitude: the box holds the circle.
  const degrees = told.metres / (111_320 * Math.max(0.1, Math.cos((told.lat * Math.PI) / 180)));
  const inBox = sql`${visible(actor)} and e.geometry && st_expand(point.p, ${degrees}::float8)`;
  return all(
    db,
    sql<Near>`
    with point as (select st_setsrid(st_makepoint(${told.lon}::float8, ${told.lat}::float8), 4326) as p),
    near as materialized (
      (select ${columns}, e.geometry from entries.entries e, point
      where e.kind = 'report' and e.visibility = 'public' and e.closed is null and ${inBox}
      order by e.geometry <-> point.p limit ${most})
      union all
      (select ${columns}, e.geometry from entries.entries e, point
      where e.kind = 'report' and e.visibility = 'public' and e.state = 'not-ours' and e.closed > ${told.passedSince} and ${inBox}
      order by e.geometry <-> point.p limit ${most}))
    select ${comparedWith(told)}, here.metres
    from near, point, lateral (select st_distance(near.geometry::geography, point.p::geography) as metres) here
    where here.metres <= ${told.metres}::float8 order by here.metres`,
  );
}

/** The open reports of a municipality whose words for the place are those given, those that have no point, and those passed on to others since an
 *  instant alike; of more than `most`, those in the same place and the newest. Words and pictures are compared with those given. */
export async function reportsInWords(
  db: Db,
  actor: Actor,
  told: Compared & { place: string; placeLabel: string },
  most: number,
): Promise<SameWords[]> {
  const here = sql`e.kind = 'report' and e.visibility = 'public' and ${visible(actor)} and e.place = ${told.place}::uuid`;
  // Reports without any words for their place are not all in the same one.
  const asked = sql`entries.plain_place(${told.placeLabel}::text)`;
  const same = sql`(e.place_label <> '' and entries.plain_place(e.place_label) = ${asked} and ${asked} <> '')`;
  const from = sql`select ${columns}, ${same} as same from entries.entries e where ${here}`;
  return all(
    db,
    sql<SameWords>`
    with near as materialized (
      select * from (
        (${from} and e.closed is null and ${same} order by e.published desc limit ${most})
        union
        (${from} and e.closed is null and e.geometry is null order by e.published desc limit ${most})
        union
        (${from} and e.state = 'not-ours' and e.closed > ${told.passedSince} and (e.geometry is null or ${same})
        order by e.closed desc limit ${most})) found
      order by same desc, published desc limit ${most})
    select ${comparedWith(told)}, case when near.same then 1 else similarity(near.place_label, ${told.placeLabel}) end as there
    from near`,
  );
}

/** What is known of each of `near`, with how far its words and pictures are those given. */
function comparedWith({ words, prints }: Compared): RawBuilder<unknown> {
  return sql`near.id, near.code, near.title, near.summary as description, near.topic, near.state, near.place_label as "placeLabel",
      near.published, near.due, near.closed,
      greatest(similarity(near.title || ' ' || near.summary, ${words}), similarity(near.title, ${words}),
        word_similarity(near.title, ${words})) as words,
      (select min(bit_count(a.print # mine.print::bit(64)))::int from attachments.attachments a, unnest(${array(prints, 'text')}) as mine (print)
        where a.entry = near.id and a.hidden is null and a.print is not null) as bits`;
}
