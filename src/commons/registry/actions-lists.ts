import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { romeDay } from '../../kernel/time.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { territoryOf } from '../territory/territory.ts';
import { isDay } from './age.ts';
import { finishForm, giveUpForm, sendForm } from './forms.ts';
import { keepSent, printOf } from './lists.ts';
import { byTheHouse, mayImportList } from './permissions.ts';
import { findCurrent, findList, giveUp, insertList, type ListRow, lockLists, putInForce } from './store-lists.ts';

/** A file of a million rows has room in this. */
const mostBytes = 26 * 1024 * 1024;

/** Takes a list and puts it in the queue to be read. The same file for the same day is the same list; while one is being read, another waits. */
export const sendList = verb({
  name: 'registry.send-list',
  form: sendForm,
  limit: { times: 20, seconds: 60 * 60 },
  find: async (ctx, input) => {
    const place = territoryOf(ctx).byId.get(input.place);
    return place?.kind === 'municipality' ? { place: place.id } : undefined;
  },
  may: mayImportList,
  run: async (ctx, input, { place }): Promise<{ id: string } | Refusal | Repeated<{ id: string }>> => {
    const bytes = bytesOf(input.file);
    if (!bytes || bytes.length === 0) return refuse('registry.no-file', 422, {}, 'file');
    // What the server takes is cut at its limit, not refused.
    if (bytes.length >= mostBytes) return refuse('registry.file-too-big', 422, { max: mostBytes / 1024 / 1024 - 1 }, 'file');
    if (!isDay(input.validOn) || input.validOn > romeDay(ctx.now)) return refuse('registry.day-to-come', 422, {}, 'validOn');
    await lockLists(ctx.db, place);
    const print = printOf(ctx, bytes);
    const [reading, inForce] = [await findCurrent(ctx.db, place, 'reading'), await findCurrent(ctx.db, place, 'in-force')];
    const same = [reading, inForce].find((list) => list?.validOn === input.validOn && list.print.equals(print));
    if (same) return new Repeated({ id: same.id });
    if (reading) return refuse('registry.being-read', 409);
    if (inForce && input.validOn < inForce.validOn)
      return refuse('registry.older-list', 409, { day: ctx.words.day(new Date(inForce.validOn)) }, 'validOn');
    const id = ctx.id();
    if (!(await insertList(ctx.db, { id, place, validOn: input.validOn, print, by: ctx.actor.person, now: ctx.now })))
      return refuse('registry.being-read', 409);
    await keepSent(ctx, id, bytes);
    await ctx.enqueue('registry.read-list', { list: id });
    await ctx.act({ verb: 'registry.send-list', place, public: { validOn: input.validOn } });
    return { id };
  },
});

/** The list was read: the former steps back, and from now on this one answers. */
export const finishList = verb({
  name: 'registry.finish-list',
  form: finishForm,
  find: (ctx, input) => readingList(ctx, input.list),
  may: byTheHouse,
  run: async (ctx, input, list): Promise<object | Refusal> => {
    await lockLists(ctx.db, list.place);
    if (!(await putInForce(ctx.db, list.id, list.place, input, ctx.now))) return refuse('kernel.absent', 404);
    const { taken } = (await findList(ctx.db, list.id))!;
    await ctx.act({
      verb: 'registry.finish-list',
      place: list.place,
      public: { validOn: list.validOn, taken, rejected: input.rejected },
    });
    return {};
  },
});

/** The list cannot be read: the former stays in force. */
export const giveUpList = verb({
  name: 'registry.give-up-list',
  form: giveUpForm,
  find: (ctx, input) => readingList(ctx, input.list),
  may: byTheHouse,
  run: async (ctx, input, list): Promise<object | Refusal> => {
    if (!(await giveUp(ctx.db, list.id, input.reason, input.rejected, ctx.now))) return refuse('kernel.absent', 404);
    await ctx.act({ verb: 'registry.give-up-list', place: list.place, public: { validOn: list.validOn, reason: input.reason } });
    return {};
  },
});

async function readingList(ctx: Ctx, id: string): Promise<ListRow | undefined> {
  const list = await findList(ctx.db, id);
  return list?.state === 'reading' ? list : undefined;
}

function bytesOf(file: unknown): Buffer | undefined {
  if (Buffer.isBuffer(file)) return file;
  return typeof file === 'string' ? Buffer.from(file) : undefined;
}
