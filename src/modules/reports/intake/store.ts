import { sql } from 'kysely';
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

/** For the office, which alone reads them. */
export async function answersOf(db: Db, report: string): Promise<Answered[]> {
  return all(
    db,
    sql<Answered>`select question, position, asked, said from reports.answers where report = ${report} order by position`,
  );
}

/** An open report near a point, and how much it is like what is being told. */
export interface Near {
  id: string;
  code: string;
  title: string;
  description: string;
  topic: string | null;
  state: string;
  published: Date;
  due: Date | null;
  metres: number;
  /** How far the words are the same, from 0 to 1. */
  words: number;
  /** In how many of 64 bits the likest of its pictures differs; nothing without pictures to compare. */
  bits: number | null;
}

/** The open reports within so many metres, the nearest first; of more than `most`, the nearest. Words and pictures are compared with those given. */
export async function nearReports(
  db: Db,
  actor: Actor,
  told: { lat: number; lon: number; metres: number; words: string; prints: readonly string[] },
  most: number,
): Promise<Near[]> {
  // A degree of longitude is 111.3 km times the cosine of the latitude: the box holds the circle.
  const degrees = told.metres / (111_320 * Math.max(0.1, Math.cos((told.lat * Math.PI) / 180)));
  return all(
    db,
    sql<Near>`
    with point as (select st_setsrid(st_makepoint(${told.lon}::float8, ${told.lat}::float8), 4326) as p),
    near as materialized (
      select e.id, e.code, e.title, e.summary, e.topic, e.state, e.published, e.due, e.geometry
      from entries.entries e, point
      where e.kind = 'report' and e.visibility = 'public' and e.closed is null and ${visible(actor)}
        and e.geometry && st_expand(point.p, ${degrees}::float8)
      order by e.geometry <-> point.p limit ${most})
    select near.id, near.code, near.title, near.summary as description, near.topic, near.state, near.published, near.due, here.metres,
      greatest(similarity(near.title || ' ' || near.summary, ${told.words}), similarity(near.title, ${told.words}),
        word_similarity(near.title, ${told.words})) as words,
      (select min(bit_count(a.print # mine.print::bit(64)))::int from attachments.attachments a, unnest(${array(told.prints, 'text')}) as mine (print)
        where a.entry = near.id and a.hidden is null and a.print is not null) as bits
    from near, point, lateral (select st_distance(near.geometry::geography, point.p::geography) as metres) here
    where here.metres <= ${told.metres}::float8 order by here.metres`,
  );
}
