import type { Ctx } from '../../kernel/context.ts';
import { signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { endOfRomeDay, romeDay } from '../../kernel/time.ts';
import { within } from '../../kernel/verbs/limits.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { addressOf } from '../people/address.ts';
import { hashOf } from '../people/sessions.ts';
import { findPerson, findPersonByEmail } from '../people/store.ts';
import { acceptInvitationForm, announceEndForm, endDelegateForm, inviteDelegateForm, withdrawInvitationForm } from './forms.ts';
import { endingMail, invitationMail } from './mails.tsx';
import { isDelegate, registersIn } from './organisations.ts';
import { byTheHouse, mayEndDelegation, mayNameDelegates } from './permissions.ts';
import { allPowers } from './powers.ts';
import { findOrganisation } from './store.ts';
import * as store from './store-delegates.ts';

const invitationLasts = 14 * 86_400_000;

/** Asks somebody to act for the organisation. They do from the moment in which they accept, and not before. */
export const inviteDelegate = verb({
  name: 'organisations.invite-delegate',
  form: inviteDelegateForm,
  limit: { times: 60, seconds: 60 * 60 },
  find: async (ctx, input) => {
    const found = await findOrganisation(ctx.db, ctx.actor, input.organisation);
    return found && { ...found, organisation: found.id };
  },
  may: mayNameDelegates,
  run: async (ctx, input, found) => {
    if (found.state !== 'verified') return refuse('organisations.not-verified', 409);
    const powers = [...new Set(input.powers)];
    if (powers.some((power) => !allPowers().includes(power))) return refuse('organisations.no-power', 422, {}, 'powers');
    if (input.until && input.until < romeDay(ctx.now)) return refuse('organisations.until-past', 422, {}, 'until');
    return inviteTo(ctx, found, { email: input.email, powers, until: input.until ? endOfRomeDay(input.until) : null });
  },
});

/** Sends the one link; `organisation` is verified. Never says whether the address has an account. */
export async function inviteTo(
  ctx: Ctx,
  organisation: { id: string; name: string; place: string },
  asked: { email: string; powers: readonly string[]; until: Date | null },
): Promise<{ id: string } | Refusal> {
  const email = addressOf(asked.email);
  if (!email) return refuse('organisations.not-an-address', 422, {}, 'email');
  const token = ctx.secret(32);
  const invitation = {
    id: ctx.id(),
    organisation: organisation.id,
    email,
    powers: [...asked.powers],
    until: asked.until,
    hash: hashOf(token),
    made: ctx.now,
    expires: new Date(ctx.now.getTime() + invitationLasts),
  };
  if (!(await store.insertInvitation(ctx.db, invitation))) return refuse('organisations.invited-already', 409, {}, 'email');
  // Nobody's mailbox is filled from here.
  if (!within('organisations.invitation to', email, { times: 5, seconds: 86_400 }, ctx.now.getTime()))
    return refuse('kernel.too-often', 429, { minutes: 60 });
  const person = await findPersonByEmail(ctx.db, email);
  const mail = invitationMail(ctx, wordsFor(person?.language ?? ctx.words.lang), asked.email, {
    ...invitation,
    ...organisation,
    token,
  });
  await ctx.enqueue('mail.send', mail);
  await ctx.act({
    verb: 'organisations.invite-delegate',
    place: organisation.place,
    public: { organisation: organisation.id, powers: invitation.powers },
    private: { invitation: invitation.id },
  });
  return { id: invitation.id };
}

export const withdrawInvitation = verb({
  name: 'organisations.withdraw-invitation',
  form: withdrawInvitationForm,
  find: async (ctx, input) => {
    const invitation = await store.findInvitation(ctx.db, { id: input.id }, ctx.now);
    return invitation && involved(ctx, invitation) ? invitation : undefined;
  },
  may: mayNameDelegates,
  run: async (ctx, _input, { id, organisation, place }) => {
    if (!(await store.settleInvitation(ctx.db, id, ctx.now))) return refuse('organisations.invitation-gone', 410);
    await ctx.act({ verb: 'organisations.withdraw-invitation', place, public: { organisation }, private: { invitation: id } });
    return { organisation };
  },
});

/** The owner of the address says yes: whoever else holds the link gets nothing by it. */
export const acceptInvitation = verb({
  name: 'organisations.accept-invitation',
  form: acceptInvitationForm,
  limit: { times: 30, seconds: 15 * 60 },
  find: async (ctx, input) =>
    (await store.findInvitation(ctx.db, { hash: hashOf(input.token) }, ctx.now)) ?? refuse('organisations.invitation-gone', 410),
  may: signedIn,
  run: async (ctx, _input, invitation) => {
    const person = (await findPerson(ctx.db, ctx.actor.person!))!;
    if (addressOf(person.email ?? '') !== invitation.email) return refuse('organisations.other-address', 403);
    if (!(await store.settleInvitation(ctx.db, invitation.id, ctx.now))) return refuse('organisations.invitation-gone', 410);
    const { organisation, place, powers, until } = invitation;
    if (until && until <= ctx.now) return refuse('organisations.until-past', 409);
    const delegate = { id: ctx.id(), organisation, person: person.id, powers, until, now: ctx.now };
    if (!(await store.insertDelegate(ctx.db, delegate))) return refuse('organisations.already-delegate', 409);
    await ctx.act({
      verb: 'organisations.accept-invitation',
      place,
      public: { organisation, powers, ...(until && { until: until.toISOString() }) },
      private: { invitation: invitation.id },
    });
    return { id: delegate.id, organisation };
  },
});

/** Ends a delegation at once; also one's own. */
export const endDelegation = verb({
  name: 'organisations.end-delegate',
  form: endDelegateForm,
  find: async (ctx, input) => {
    const delegate = await store.findDelegate(ctx.db, input.id, ctx.now);
    return delegate && involved(ctx, delegate) ? delegate : undefined;
  },
  may: mayEndDelegation,
  run: async (ctx, input, delegate) => {
    if (!(await store.endDelegate(ctx.db, input.id, ctx.now))) return refuse('kernel.absent', 404);
    await ctx.act({
      verb: 'organisations.end-delegate',
      place: delegate.place,
      public: { organisation: delegate.organisation },
      private: { who: delegate.person },
    });
    return { person: delegate.person };
  },
});

/** Two weeks before the last day that was stated, the delegate and whoever represents the organisation are told. */
export const announceEnd = verb({
  name: 'organisations.announce-end',
  form: announceEndForm,
  find: async () => ({}),
  may: byTheHouse,
  run: async (ctx, input) => {
    const ending = await store.announceEnd(ctx.db, input.id, ctx.now);
    if (!ending) return refuse('kernel.absent', 404);
    const to = new Map(
      (await store.listRepresentatives(ctx.db, ending.organisation, ctx.now)).map((one) => [one.email, one.language]),
    );
    if (ending.email) to.set(ending.email, ending.language);
    for (const [email, language] of to) {
      const mail = endingMail(ctx, wordsFor(language), email, { ...ending, own: email === ending.email });
      await ctx.enqueue('mail.send', mail);
    }
    await ctx.act({ verb: 'organisations.announce-end', place: ending.place, public: { organisation: ending.organisation } });
    return {};
  },
});

/** Whoever has nothing to do with an organisation does not learn who acts for it. */
function involved(ctx: Ctx, { organisation, place }: { organisation: string; place: string }): boolean {
  return registersIn(ctx.actor, place) || isDelegate(ctx.actor, organisation);
}
