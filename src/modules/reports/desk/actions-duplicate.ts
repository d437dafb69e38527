import { type Entry, findEntry, findEntryById, lockEntry } from '../../../commons/entries/store.ts';
import { deleteLink, insertLink, listLinks } from '../../../commons/links/store.ts';
import { followUnlessSaid, listFollowersOf } from '../../../commons/notices/store.ts';
import { getPlace, officeName } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verbs/verb.ts';
import { mayWorkOn } from '../permissions.ts';
import { isState, states } from '../report.ts';
import * as store from '../store-moves.ts';
import { areWithin } from '../store-near.ts';
import { find, type Moved, move, promisedDay } from './actions.ts';
import { duplicateForm, reopenForm } from './forms.ts';

/** So far apart two offices may still have been told of one problem: on a border, on the road of another. */
const acrossOffices = 500;

/** The same problem is told in another report, where something is still to be done: whoever has it or follows it goes over to that one. */
export const markDuplicate = verb({
  name: 'reports.mark-duplicate',
  form: duplicateForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const other = await findEntry(ctx.db, ctx.actor, input.of.toUpperCase(), 'report');
    if (!other) return refuse('reports.no-other', 422, { code: input.of }, 'of');
    if (other.id === report.id) return refuse('reports.itself', 422, {}, 'of');
    // People who see this one must be able to see the other.
    if (other.visibility !== 'public' && other.visibility !== report.visibility)
      return refuse('reports.no-other', 422, { code: input.of }, 'of');
    const far = await isFarOffice(ctx, report, other);
    if (far) return far;
    // What is open is nobody's duplicate: no chain turns back on itself, also when two are marked at once.
    if (!(await lockBoth(ctx, report, other))) return refuse('reports.other-closed', 409, { code: other.code }, 'of');
    return move(ctx, report, {
      verb: 'reports.mark-duplicate',
      to: 'duplicate',
      text: input.answer,
      facts: other.visibility === 'public' ? { of: other.code } : {},
      then: async () => {
        await store.setDuplicateOf(ctx.db, report.id, other.id);
        const link = { id: ctx.id(), from: report.id, relation: 'duplicates' as const, to: other.id };
        await insertLink(ctx.db, { ...link, by: ctx.actor.person, now: ctx.now });
        await store.carrySupports(ctx.db, report.id, other.id);
        await carryFollows(ctx, report, other);
        await sayOnOther(ctx, 'reports.gather', other, report);
      },
    });
  },
});

/** What is another office's and far away is not this problem: closed as its duplicate, the report would be passed on without a hop and a reason. */
async function isFarOffice(ctx: Ctx, report: Entry, other: Entry): Promise<Refusal | undefined> {
  if (other.place === report.place) return undefined;
  if (other.visibility !== 'public') return refuse('reports.no-other', 422, { code: other.code }, 'of');
  if (await areWithin(ctx.db, report.id, other.id, acrossOffices)) return undefined;
  const office = officeName(ctx, getPlace(ctx, other.place));
  return refuse('reports.other-office-far', 422, { code: other.code, office, metres: acrossOffices }, 'of');
}

/** The office opens again what was closed, with a reason. A duplicate turns out to be a problem of its own, while the other one is open. */
export const reopen = verb({
  name: 'reports.reopen',
  form: reopenForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const due = promisedDay(ctx, input.promised);
    if (isRefusal(due)) return due;
    const of = await store.duplicateOf(ctx.db, report.id);
    const other = of ? await findEntryById(ctx.db, { ...ctx.actor, kind: 'system' }, of) : undefined;
    if (other && !(await lockBoth(ctx, report, other))) return refuse('reports.other-closed', 409, { code: other.code });
    return move(ctx, report, {
      verb: 'reports.reopen',
      to: 'taken-in-charge',
      reopens: true,
      text: input.answer,
      due,
      then: async () => {
        if (other) await setApart(ctx, report, other);
      },
    });
  },
});

/** In the order of their ids, so that two officers who mark both at once do not wait for each other. Is the other one still open? */
async function lockBoth(ctx: Ctx, report: Entry, other: Entry): Promise<boolean> {
  const [one, two] = [report.id, other.id].sort() as [string, string];
  const locked = new Map([
    [one, await lockEntry(ctx.db, one)],
    [two, await lockEntry(ctx.db, two)],
  ]);
  const { state } = locked.get(other.id)!;
  return isState(state) && states[state].open;
}

/** Who follows the duplicate, and who sent it, hears of the other one, as they hear of this; who said otherwise keeps what they said. */
async function carryFollows(ctx: Ctx, report: Entry, other: Entry): Promise<void> {
  const followers = await listFollowersOf(ctx.db, report.id);
  const author = report.author;
  if (author && !followers.some(({ person }) => person === author)) followers.push({ person: author, how: 'at-once' });
  const follows = followers.filter(({ person }) => person !== other.author);
  await followUnlessSaid(
    ctx.db,
    follows.map((follow) => ({ ...follow, id: ctx.id(), entry: other.id })),
    ctx.now,
  );
}

/** What had come over goes back; whoever follows the other one goes on doing so until they say otherwise. */
async function setApart(ctx: Ctx, report: Entry, other: Entry): Promise<void> {
  await store.setDuplicateOf(ctx.db, report.id, null);
  const links = await listLinks(ctx.db, { ...ctx.actor, kind: 'system' }, report.id, 50);
  const link = links.find((one) => one.relation === 'duplicates' && one.outward && one.code === other.code);
  if (link) await deleteLink(ctx.db, link.id);
  await store.takeBackSupports(ctx.db, report.id, other.id);
  await sayOnOther(ctx, 'reports.release', other, report);
}

/** The other one's thread says it too; who is not public is not named there. */
async function sayOnOther(ctx: Ctx, verbName: string, other: Entry, report: Entry): Promise<void> {
  await ctx.act({
    verb: verbName,
    entry: other.id,
    code: other.code,
    place: other.place,
    public: report.visibility === 'public' ? { report: report.code } : {},
    private: { staff: true, report: report.code },
  });
}
