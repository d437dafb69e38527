import { insertLink } from '../../commons/links/store.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { InventedBodies } from './bodies/seed.ts';
import { type Carried, seedDelivery } from './delivery/store-seed.ts';
import { promisedFor } from './promise.ts';
import { type State, states } from './report.ts';
import type { Life } from './seed.ts';
import { twists } from './seed-words.ts';
import { insertContest, insertHop, setDuplicateOf } from './store-moves.ts';

const day = 86_400_000;
/** So many of each kind. */
const each = 6;

/** Gives some of the invented reports a life that is less straight: planned, passed on, the same as another, contested.
 *  What it answers is written when the reports are there. */
export function twist(
  ctx: Ctx,
  lives: readonly Life[],
  { bodies, onRoads }: InventedBodies,
): (codes: ReadonlyMap<string, string>) => Promise<void> {
  const later: ((codes: ReadonlyMap<string, string>) => Promise<void>)[] = [];
  const recent = lives.filter(({ report }) => report.closed !== null && Date.parse(report.closed) > ctx.now.getTime() - 25 * day);
  const taken = lives.filter(({ report }) => report.state === 'taken-in-charge' && report.assignee);
  const begun = lives.filter(({ report }) => report.state === 'in-progress' && report.assignee);
  const outside = [...bodies.keys()].flatMap((topic) => begun.filter(({ report }) => report.topic === topic).slice(0, each / 3));
  const working = begun.filter((life) => !outside.includes(life));

  for (const life of taken.slice(0, each)) {
    life.report.due = promisedFor(ctx, life.report.place, ctx.now, 45).toISOString();
    act(ctx, life, 'reports.plan', ago(ctx, 1), 'planned', { due: life.report.due }, twists.plan);
  }
  for (const [i, life] of outside.entries()) {
    // After what was done before, wherever in the year that is.
    const at = halfway(life.acts.at(-1)!.at, ctx.now);
    const made = act(ctx, life, 'reports.pass-outside', at, 'not-ours', {}, twists.outside);
    const { id, name, contact, method } = bodies.get(life.report.topic!)!;
    const hop = { act: made.id, report: life.report.id, at, to_place: null, body_id: id, body: name, contact };
    const reference = i % 2 ? null : `${2_400 + i * 17}/26`;
    const carried = method === 'email' ? carry(ctx, life, made, reference, i) : null;
    later.push(async () => {
      await insertHop(ctx.db, { ...hop, reference });
      if (carried) await seedDelivery(ctx.db, { ...carried, hop: made.id, report: life.report.id, body: id, queued: at });
    });
  }
  // On a road of the metropolis: its own office answers.
  const fresh = lives.filter(({ report }) => report.state === 'sent' && report.topic === 'roads').slice(0, onRoads.length);
  for (const [i, { report, acts }] of fresh.slice(0, each / 2).entries()) {
    const { road, lon, lat } = onRoads[i]!;
    Object.assign(report, { place: territoryOf(ctx).metropolis!.id, lon, lat, label: road });
    Object.assign(acts[0]!.public, { by: 'layer', thing: road });
  }
  for (const life of working.slice(0, each)) {
    const from = life.report.place;
    const next = lives.find(({ report }) => report.place !== from);
    if (!next) continue;
    const due = promisedFor(ctx, life.report.place, ctx.now, 20).toISOString();
    const made = act(ctx, life, 'reports.pass-to-office', ago(ctx, 1), 'sent', { to: next.report.place, due }, twists.office);
    for (const one of life.acts) one.place = from;
    Object.assign(life.report, { place: next.report.place, assignee: null, due });
    const hop = { act: made.id, report: life.report.id, at: ago(ctx, 1), to_place: next.report.place };
    later.push(() => insertHop(ctx.db, { ...hop, body_id: null, body: null, contact: null, reference: null }));
  }
  for (const life of taken.slice(each, 2 * each)) {
    const { id, place } = life.report;
    const other = working.slice(each).find(({ report }) => report.place === place);
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

/** What became of a mail to a body: with their number it is on record, and the first of them done; without, the server took it, or did not. */
function carry(ctx: Ctx, life: Life, passed: Life['acts'][number], reference: string | null, i: number): Carried {
  const hop = passed.id;
  const at = halfway(passed.at, ctx.now);
  const facts = { state: 'not-ours', hop };
  if (reference === null) {
    const state = i % 4 === 1 ? 'failed' : 'sent';
    act(ctx, life, 'reports.deliver', at, null, { ...facts, delivery: state }, '', null);
    return { state, at, said: null };
  }
  act(ctx, life, 'reports.add-reference', at, null, { ...facts, delivery: 'acknowledged' });
  if (i > 0) return { state: 'acknowledged', at, said: null };
  act(ctx, life, 'reports.update-report', at, null, { ...facts, turned: true, remote: 'closed' }, twists.body, null);
  return { state: 'acknowledged', at, said: twists.body };
}

function halfway(from: Date, until: Date): Date {
  return new Date((from.getTime() + until.getTime()) / 2);
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
