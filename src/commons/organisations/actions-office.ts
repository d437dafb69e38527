import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { whose } from './actions.ts';
import { askMoreForm, closeForm, refuseForm, resumeForm, suspendForm, verifyForm } from './forms.ts';
import { decisionMail } from './mails.tsx';
import { type Mover, type State, statesBefore } from './organisations.ts';
import { mayClose, mayVerify } from './permissions.ts';
import * as store from './store.ts';
import { listRepresentatives, settleInvitationsOf } from './store-delegates.ts';

type Found = NonNullable<Awaited<ReturnType<typeof whose>>>;

/** From now on everybody sees it, and its delegates may speak for it. */
export const verify = verb({
  name: 'organisations.verify',
  form: verifyForm,
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayVerify,
  run: async (ctx, _input, found) =>
    found.state === 'asked'
      ? move(ctx, found, 'organisations.verify', 'verified', 'office')
      : refuse('organisations.decided', 409),
});

export const refuseIt = verb({
  name: 'organisations.refuse',
  form: refuseForm,
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayVerify,
  run: (ctx, input, found) => move(ctx, found, 'organisations.refuse', 'refused', 'office', input.reason),
});

/** Something is missing: it stays asked for, and the promised day begins anew when it comes. */
export const askMore = verb({
  name: 'organisations.ask-more',
  form: askMoreForm,
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayVerify,
  run: async (ctx, input, found) => {
    if (!(await store.setWanted(ctx.db, found.id, input.wanted, ctx.now))) return refuse('organisations.decided', 409);
    await tell(ctx, found, 'wanted', input.wanted);
    await ctx.act({
      verb: 'organisations.ask-more',
      place: found.place,
      public: { organisation: found.id },
      private: { wanted: input.wanted },
    });
    return { id: found.id };
  },
});

/** For the time being nobody may speak for it. */
export const suspend = verb({
  name: 'organisations.suspend',
  form: suspendForm,
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayVerify,
  run: (ctx, input, found) => move(ctx, found, 'organisations.suspend', 'suspended', 'office', input.reason),
});

export const resume = verb({
  name: 'organisations.resume',
  form: resumeForm,
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayVerify,
  run: async (ctx, _input, found) =>
    found.state === 'suspended'
      ? move(ctx, found, 'organisations.resume', 'verified', 'office')
      : refuse('organisations.not-suspended', 409),
});

/** For good: what it said stays, and its page says so. A request that is taken back ends in the same way. */
export const close = verb({
  name: 'organisations.close',
  form: closeForm,
  find: (ctx, input) => whose(ctx, input.organisation),
  may: mayClose,
  run: (ctx, _input, found) => {
    const own = ctx.actor.organisations.some(({ id }) => id === found.id);
    return move(ctx, found, 'organisations.close', 'closed', own ? 'delegate' : 'office');
  },
});

async function move(
  ctx: Ctx,
  found: Found,
  act: string,
  to: State,
  who: Mover,
  reason?: string,
): Promise<{ id: string } | Refusal> {
  const outcome = await store.moveOrganisation(ctx.db, found.id, { from: statesBefore(to, who), to, reason, now: ctx.now });
  if (outcome === 'taken') return refuse('organisations.name-taken', 409, { name: found.name });
  if (outcome === 'elsewhere') return refuse('organisations.decided', 409);
  if (to === 'closed' || to === 'refused') await settleInvitationsOf(ctx.db, found.id, ctx.now);
  if (who === 'office') await tell(ctx, found, to, reason);
  // Of what was never verified the log shows that something was decided, and not on whom.
  const known = found.verified !== null || to === 'verified';
  await ctx.act({
    verb: act,
    place: found.place,
    public: { organisation: found.id, state: to, ...(known && { name: found.name, kind: found.kind }) },
    private: { reason },
  });
  return { id: found.id };
}

/** Whoever represents it is told by mail; the same stands on its page. */
async function tell(ctx: Ctx, found: Found, what: State | 'wanted', words?: string): Promise<void> {
  const mails = (await listRepresentatives(ctx.db, found.id, ctx.now)).map(({ email, language }) =>
    decisionMail(ctx, wordsFor(language), email, { organisation: found, what, words }),
  );
  for (const mail of mails) await ctx.enqueue('mail.send', mail);
}
