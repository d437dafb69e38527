import type { Ctx } from '../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { addressOf } from '../people/address.ts';
import { findPersonByEmail } from '../people/store.ts';
import { territoryOf } from '../territory/territory.ts';
import { addDelegateForm, endDelegateForm, registerForm } from './forms.ts';
import { actsFor, registersIn } from './organisations.ts';
import { mayNameDelegates, mayRegister } from './permissions.ts';
import { type DelegateRow, endDelegate, findDelegate, findOrganisation, insertDelegate, insertOrganisation } from './store.ts';

export const register = verb({
  name: 'organisations.register',
  form: registerForm,
  find: async (ctx, input) => (territoryOf(ctx).byId.has(input.place) ? { place: input.place } : undefined),
  may: mayRegister,
  run: async (ctx, input, { place }) => {
    const id = ctx.id();
    const inserted = await insertOrganisation(ctx.db, { id, name: input.name, kind: input.kind, place, now: ctx.now });
    if (!inserted) return refuse('organisations.name-taken', 409, { name: input.name });
    await ctx.act({ verb: 'organisations.register', place, public: { organisation: id, name: input.name, kind: input.kind } });
    if (!input.email) return { id };
    const delegate = await nameDelegate(ctx, { organisation: id, place }, input.email);
    return isRefusal(delegate) ? delegate : { id, delegate: delegate.id };
  },
});

/** From the next request on the person may act on behalf of the organisation. */
export const addDelegate = verb({
  name: 'organisations.add-delegate',
  form: addDelegateForm,
  limit: { times: 60, seconds: 60 * 60 },
  find: async (ctx, input) => {
    const found = await findOrganisation(ctx.db, input.organisation);
    return found && { organisation: found.id, place: found.place };
  },
  may: mayNameDelegates,
  run: (ctx, input, subject) => nameDelegate(ctx, subject, input.email),
});

/** Ends a delegation at once; also one's own. */
export const endDelegation = verb({
  name: 'organisations.end-delegate',
  form: endDelegateForm,
  find: async (ctx, input) => {
    const delegate = await findDelegate(ctx.db, input.id, ctx.now);
    if (!delegate) return undefined;
    const seen = registersIn(ctx.actor, delegate.place) || actsFor(ctx.actor, delegate.organisation);
    return seen ? delegate : undefined;
  },
  may: mayNameDelegates,
  run: async (ctx, input, delegate: DelegateRow) => {
    await endDelegate(ctx.db, input.id, ctx.now);
    await ctx.act({
      verb: 'organisations.end-delegate',
      place: delegate.place,
      public: { organisation: delegate.organisation },
      private: { who: delegate.person },
    });
    return { person: delegate.person };
  },
});

async function nameDelegate(
  ctx: Ctx,
  subject: { organisation: string; place: string },
  typed: string,
): Promise<{ id: string } | Refusal> {
  const person = await findPersonByEmail(ctx.db, addressOf(typed) ?? '');
  if (!person) return refuse('organisations.nobody-there', 422, { email: typed });
  const id = ctx.id();
  const inserted = await insertDelegate(ctx.db, { id, organisation: subject.organisation, person: person.id, now: ctx.now });
  if (!inserted) return refuse('organisations.already-delegate', 409, { name: person.name });
  await ctx.act({
    verb: 'organisations.add-delegate',
    place: subject.place,
    public: { organisation: subject.organisation },
    private: { who: person.id },
  });
  return { id };
}
