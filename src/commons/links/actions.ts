import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { type Entry, findEntry, findEntryById } from '../entries/store.ts';
import { connectForm, disconnectForm } from './forms.ts';
import { mayConnect } from './permissions.ts';
import * as store from './store.ts';

/** The first thing, where the answer leads. */
export interface Connected {
  code: string;
  kind: string;
}

/** The office of a thing says what it has to do with another. */
export const connect = verb({
  name: 'links.connect',
  form: connectForm,
  limit: { times: 60, seconds: 600 },
  find: async (ctx, input): Promise<{ source: Entry } | undefined> => {
    const source = await findEntry(ctx.db, ctx.actor, input.from);
    return source && { source };
  },
  may: mayConnect,
  run: async (ctx, input, { source }): Promise<Connected | Refusal | Repeated<Connected>> => {
    const target = await findEntry(ctx.db, ctx.actor, input.to.toUpperCase());
    if (!target) return refuse('links.no-thing', 422, { code: input.to }, 'to');
    if (target.id === source.id) return refuse('links.itself', 422, {}, 'to');
    const connected = { code: source.code, kind: source.kind };
    const link = { id: ctx.id(), from: source.id, relation: input.relation, to: target.id, by: ctx.actor.person, now: ctx.now };
    if (!(await store.insertLink(ctx.db, link))) return new Repeated(connected);
    await act(ctx, 'links.connect', source, input.relation, target);
    return connected;
  },
});

export const disconnect = verb({
  name: 'links.disconnect',
  form: disconnectForm,
  find: async (ctx, input) => {
    const link = await store.findLink(ctx.db, input.id);
    const source = link && (await findEntryById(ctx.db, ctx.actor, link.from_entry));
    const target = link && (await findEntryById(ctx.db, ctx.actor, link.to_entry));
    return link && source && target ? { link, source, target } : undefined;
  },
  may: mayConnect,
  run: async (ctx, _input, { link, source, target }): Promise<Connected | Refusal> => {
    if (!(await store.deleteLink(ctx.db, link.id))) return refuse('kernel.absent', 404);
    await act(ctx, 'links.disconnect', source, link.relation, target);
    return { code: source.code, kind: source.kind };
  },
});

/** The other thing is named in public only if it is public. */
async function act(
  ctx: Ctx,
  verbName: string,
  source: Entry,
  relation: store.LinkFound['relation'],
  target: Entry,
): Promise<void> {
  const open = target.visibility === 'public';
  await ctx.act({
    verb: verbName,
    entry: source.id,
    code: source.code,
    place: source.place,
    public: { relation, ...(open ? { to: target.code } : {}) },
    private: { staff: true, to: target.code },
  });
}
