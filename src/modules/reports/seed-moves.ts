import { insertLink } from '../../commons/links/store.ts';
import type { Ctx } from '../../kernel/context.ts';
import { promisedFor } from './promise.ts';
import { type State, states } from './report.ts';
import type { Life } from './seed.ts';
import { bodies, twists } from './seed-words.ts';
import { insertContest, insertHop, setDuplicateOf } from './store-moves.ts';

const day = 86_400_000;
/** So many of each kind. */
const each = 6;

/** Gives some of the invented reports a life that is less straight: planned, passed on, the same as another, contested.
 *  What it answers is written when the reports are there. */
export function twist(ctx: Ctx, lives: readonly Life[]): (codes: ReadonlyMap<string, string>) => Promise<void> {
  const later: ((codes: ReadonlyMap<string, string>) => Promise<void>)[] = [];
  const recent = lives.filter(({ report }) => report.closed !== null && Date.parse(report.closed) > ctx.now.getTime() - 25 * day);
  const taken = lives.filter(({ report }) => report.state === 'taken-in-charge' && report.assignee);
  const working = lives.filter(({ report }) => report.state === 'in-progress' && report.assignee);

  for (const life of taken.slice(0, each)) {
    life.report.due = promisedFor(ctx, life.report.place, ctx.now, 45).toISOString();
    act(ctx, life, 'reports.plan', ago(ctx, 1), 'planned', { due: life.report.due }, twists.plan);
  }
  for (const [i, life] of working.slice(0, each).entries()) {
    const made = act(ctx, life, 'reports.pass-outside', ago(ctx, 2), 'not-ours', {}, twists.outside);
    const body = bodies[i % bodies.length]!;
    const hop = { ...body, act: made.id, report: life.report.id, at: ago(ctx, 2), to_place: null };
    later.push(() => insertHop(ctx.db, { ...hop, reference: i % 2 ? null : `${2_400 + i * 17}/26` }));
  }
  for (const life of working.slice(each, 2 * each)) {
    const from = life.report.place;
    const next = lives.find(({ report }) => report.place !== from);
    if (!next) continue;
    const due = promisedFor(ctx, life.report.place, ctx.now, 20).toISOString();
    const made = act(ctx, life, 'reports.pass-to-office', ago(ctx, 1), 'sent', { to: next.report.place, due }, twists.office);
    for (const one of life.acts) one.place = from;
    Object.assign(life.report, { place: next.report.place, assignee: null, due });
    const hop = { act: made.id, report: life.report.id, at: ago(ctx, 1), to_place: next.report.place };
    later.push(() => insertHop(ctx.db, { ...hop, body: null, contact: null, reference: null }));
  }
  for (const life of taken.slice(each, 2 * each)) {
    const { id, place } = life.report;
    const other = working.slice(2 * each).find(({ report }) => report.place === place);
    if (!other) continue;
    const marked = act(ctx, life, 'reports.mark-duplicate', ago(ctx, 1), 'duplicate', {}, twists.duplicate);
    other.supports.push(...life.supports.map((support) => ({ ...support, report: other.report.id })));
    later.push(async (codes) => {
      marked.public['of'] = codes.get(other.report.id);
      act(ctx, other, 'reports.gather', ago(ctx, 1), null, { report: codes.get(id) });
      await setDuplicateOf(ctx.db, id, other.report.id);
      const link = { id: ctx.id(), from: id, relation: 'duplicates' as const, to: other.report.id };
      await insertLink(ctx.db, { ...link, by: life.report.assignee, now: ago(ctx, 1) });
    });
  }
  for (const life of recent.filter(({ report }) => report.state === 'resolved').slice(0, each)) {
    const due = promisedFor(ctx, life.report.place, ctx.now, 10).toISOString();
    act(ctx, life, 'reports.contest', ago(ctx, 1), 'sent', { due }, twists.contest, life.report.author);
    life.report.due = due;
    later.push(async () => void (await insertContest(ctx.db, life.report.id, ago(ctx, 1))));
  }
  return async (codes) => {
    for (const write of later) await write(codes);
  };
}

function ago(ctx: Ctx, days: number): Date {
  return new Date(ctx.now.getTime() - days * day);
}

/** One more act of a life, and the state that it leads to. By the officer in charge, unless it is said. */
function act(
  ctx: Ctx,
  { report, acts, notes }: Life,
  verb: string,
  at: Date,
  state: string | null,
  facts: Record<string, unknown> = {},
  text = '',
  person: string | null = report.assignee,
): Life['acts'][number] {
  const moved = state ? { from: report.state, state } : {};
  const staff = person !== null && person === report.assignee;
  const one = {
    id: ctx.id(),
    verb,
    at,
    person,
    assurance: person ? 'email' : 'none',
    public: { ...moved, ...facts },
    private: { staff, text },
  };
  acts.push(one);
  if (text) notes.push({ act: one.id, entry: report.id, text });
  if (!state) return one;
  const closed = states[state as State].open ? null : at.toISOString();
  Object.assign(report, { state, closed, updated: at.toISOString() });
  return one;
}
