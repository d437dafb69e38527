import { wordsOf } from '../../commons/entries/search.ts';
import { keepWords } from '../../commons/entries/store.ts';
import type { SeedSize } from '../../commons/module.ts';
import type { Ctx } from '../../kernel/context.ts';
import { uuid7 } from '../../kernel/ids.ts';
import { writeHistory } from '../../kernel/register/register.ts';
import { seedBodies } from './bodies/seed.ts';
import { type Kind, usualKinds } from './category-settings.ts';
import { receiptSecret } from './intake/actions.ts';
import { promisedFor } from './promise.ts';
import { receiptHash, receiptOf } from './report.ts';
import { seedComments } from './seed-comments.ts';
import { seedDesk } from './seed-desk.ts';
import { twist } from './seed-moves.ts';
import { seedPhotos } from './seed-photos.ts';
import { answersOf, seedPrivate } from './seed-private.ts';
import { closings, problems, resolutions, streets } from './seed-words.ts';
import {
  hasReports,
  insertNotes,
  insertPast,
  insertPastAnswers,
  insertSupports,
  type SeededReport,
  seededPeople,
  spreadPoints,
} from './store-seed.ts';

const totals = { demo: 1_200, town: 10_000, city: 100_000, load: 1_000_000 };
const day = 86_400_000;
const seenByAll = usualKinds.filter(({ audience }) => audience !== 'office');
const forOffice = usualKinds.filter(({ audience }) => audience === 'office');

/** A year of invented reports over the invented metropolis, in all states, with their acts. The same every time but for its dates. */
export async function seed(ctx: Ctx, size: SeedSize, tell: (line: string) => void): Promise<void> {
  if (size === 'demo' && (await hasReports(ctx.db))) return;
  const total = totals[size];
  tell(`Reports: ${total.toLocaleString('en')} over a year`);
  const random = generator(20_261_121 + total);
  const people = await seededPeople(ctx.db);
  const citizens = people.filter((person) => !person.officer_of);
  const officers = new Map<string, string[]>();
  for (const person of people)
    if (person.officer_of) officers.set(person.officer_of, [...(officers.get(person.officer_of) ?? []), person.id]);
  const secret = await receiptSecret(ctx);
  const points = shuffled(await spreadPoints(ctx.db, total), random);
  const ages = points.map(() => random() * 365).sort((a, b) => b - a);
  const words = new Set<string>();
  const invented = size === 'demo' ? await seedBodies(ctx) : null;

  for (let from = 0; from < points.length; from += 4_000) {
    const lives = points
      .slice(from, from + 4_000)
      .map((point, i) => life(ctx, point, ages[from + i]!, citizens, officers.get(point.place) ?? [], random, secret));
    const write = invented ? twist(ctx, lives, invented) : null;
    const codes = await insertPast(
      ctx.db,
      lives.map((one) => one.report),
    );
    await write?.(codes);
    if (size === 'demo') {
      await seedPhotos(ctx, lives);
      await insertPastAnswers(ctx.db, answersOf(ctx, lives, 3));
    }
    await writeHistory(
      ctx,
      lives.flatMap((one) =>
        one.acts.map((act) => ({ place: one.report.place, ...act, entry: one.report.id, code: codes.get(one.report.id) })),
      ),
    );
    await insertNotes(
      ctx.db,
      lives.flatMap((one) => one.notes),
    );
    if (size === 'demo')
      await seedComments(
        ctx,
        lives.map((one) => one.report),
        codes,
        citizens,
        random,
      );
    if (from < 8_000)
      await insertSupports(
        ctx.db,
        lives.flatMap((one) => one.supports),
      );
    for (const one of lives)
      for (const word of wordsOf(`${one.report.title} ${one.report.description}`, 200)) if (word.length > 2) words.add(word);
    if (total > 50_000 && from % 40_000 === 0) tell(`  ${(from + lives.length).toLocaleString('en')} reports`);
  }
  await keepWords(ctx.db, [...words]);
  if (size !== 'demo') return;
  await seedDesk(ctx);
  await seedPrivate(ctx, (point, age) =>
    life(ctx, point, age, citizens, officers.get(point.place) ?? [], random, secret, forOffice),
  );
}

export interface Life {
  report: SeededReport;
  acts: {
    id: string;
    verb: string;
    at: Date;
    /** Where it was done, when the report has gone elsewhere since. */
    place?: string;
    person: string | null;
    assurance: string;
    public: Record<string, unknown>;
    private?: Record<string, unknown>;
  }[];
  notes: { act: string; entry: string; text: string }[];
  supports: { report: string; person: string; assurance: string; at: string }[];
}

function life(
  ctx: Ctx,
  point: { place: string; lon: number; lat: number },
  age: number,
  citizens: { id: string; assurance: string }[],
  officers: string[],
  random: () => number,
  secret: Buffer,
  kinds: readonly Kind[] = seenByAll,
): Life {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const category = pick(kinds);
  const problem = pick(problems[category.code]!);
  const street = pick(streets);
  const sent = new Date(ctx.now.getTime() - age * day);
  const promised = promisedFor(ctx, point.place, sent, category.days);
  const whole = promised.getTime() - sent.getTime();
  // How long it takes, as a share of the time promised: mostly less, now and then more.
  const share = 0.25 + random() ** 1.2 * 0.85 + (random() < 0.1 ? random() * 2 : 0);
  const ended = new Date(sent.getTime() + whole * share);
  const taken = new Date(sent.getTime() + Math.min(6 * day, whole * share * 0.5) * (0.1 + random()));
  const begun = new Date(taken.getTime() + (ended.getTime() - taken.getTime()) * 0.55);
  const author = random() < 0.6 && citizens.length > 0 ? pick(citizens) : null;
  const officer = officers.length > 0 ? pick(officers) : null;
  const id = uuid7(sent.getTime());
  const done = random() < 0.87;
  const now = ctx.now;
  const state =
    ended < now
      ? done
        ? 'resolved'
        : 'closed-without-action'
      : begun < now
        ? 'in-progress'
        : taken < now
          ? 'taken-in-charge'
          : 'sent';
  const closed = ended < now ? ended : null;
  const acts: Life['acts'] = [
    {
      id: uuid7(sent.getTime()),
      verb: 'reports.send',
      at: sent,
      person: author?.id ?? null,
      assurance: author?.assurance ?? 'none',
      public: { category: category.code, state: 'sent', photos: 0 },
    },
  ];
  const notes: Life['notes'] = [];
  const act = (verb: string, at: Date, facts: Record<string, unknown>, text?: string) => {
    const one = {
      id: uuid7(at.getTime()),
      verb,
      at,
      person: officer,
      assurance: 'email',
      public: facts,
      private: { staff: true, text: text ?? '' },
    };
    acts.push(one);
    if (text) notes.push({ act: one.id, entry: id, text });
  };
  if (taken < now) act('reports.take-charge', taken, { from: 'sent', state: 'taken-in-charge', due: promised.toISOString() });
  if (begun < now && random() < 0.7)
    act('reports.start-work', begun, { from: 'taken-in-charge', state: 'in-progress', due: promised.toISOString() });
  if (closed)
    act(
      done ? 'reports.resolve' : 'reports.close',
      closed,
      {
        from: 'in-progress',
        state,
        ...(done ? {} : { reason: pick(['not-found', 'no-funds', 'already-planned', 'not-public'] as const) }),
      },
      pick(done ? resolutions : closings),
    );
  const number = 1 + Math.floor(random() * 120);
  const label = random() < 0.7 ? `${street} ${number}` : street;
  const supporters = random() < 0.5 ? 0 : Math.floor(random() ** 3 * 12);
  return {
    report: {
      id,
      place: point.place,
      author: author?.id ?? null,
      assurance: author?.assurance ?? 'none',
      title: problem.title.replace('{street}', street),
      description: problem.text,
      topic: category.code,
      lon: Number(point.lon.toFixed(6)),
      lat: Number(point.lat.toFixed(6)),
      label,
      state,
      due: promised.toISOString(),
      published: sent.toISOString(),
      updated: (closed ?? acts.at(-1)!.at).toISOString(),
      closed: closed?.toISOString() ?? null,
      assignee: state === 'sent' ? null : officer,
      key: id,
      receipt: receiptHash(receiptOf(secret, id)).toString('hex'),
      channel: 'demo',
      source: null,
      source_id: null,
      ...(category.audience === 'office' && { visibility: 'private' as const }),
    },
    acts,
    notes,
    supports: Array.from({ length: supporters }, () => pick(citizens))
      .filter(Boolean)
      .map((person) => ({
        report: id,
        person: person.id,
        assurance: person.assurance,
        at: new Date(sent.getTime() + random() * (now.getTime() - sent.getTime())).toISOString(),
      })),
  };
}

/** A small generator of even numbers in [0, 1) with a seed (mulberry32): the demo is the same every time. */
export function generator(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}
