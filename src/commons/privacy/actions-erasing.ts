import type { Ctx } from '../../kernel/context.ts';
import { personalRooms } from '../../kernel/personal/declared.ts';
import { atATime } from '../../kernel/personal/personal.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { isFresh } from '../people/fresh.ts';
import { findPerson, listRolesOf } from '../people/store.ts';
import { forgetPerson } from './erasing.ts';
import { eraseForm, replayForm, retainForm } from './forms.ts';
import { goneMail } from './mails.tsx';
import { byTheHouse, mayBeForgotten, type ToForget } from './permissions.ts';

/** What the page and the verb ask before. */
export async function toForget(ctx: Ctx, session: string | undefined): Promise<(ToForget & { email: string | null }) | Refusal> {
  const person = ctx.actor.person ? await findPerson(ctx.db, ctx.actor.person) : undefined;
  if (!person) return refuse('kernel.sign-in', 401);
  return {
    fresh: await isFresh(ctx, session, person.id),
    roles: (await listRolesOf(ctx.db, person.id, ctx.now)).length,
    demo: person.demo,
    email: person.email,
  };
}

/** Forgets the person who asks (GDPR art. 17). The act names nobody; a last mail says that it was done (OWASP ASVS 5.0, 6.3.7). */
export const erase = verb({
  name: 'privacy.erase',
  form: eraseForm,
  limit: { times: 10, seconds: 60 * 60 },
  find: (ctx, input) => toForget(ctx, input.session),
  may: mayBeForgotten,
  run: async (ctx, input, { email }): Promise<object | Refusal> => {
    if (input.sure.toLocaleUpperCase('it') !== ctx.words.t('privacy.erase-word'))
      return refuse('privacy.not-sure', 422, {}, 'sure');
    if (!(await forgetPerson(ctx, ctx.actor.person!, input.words ?? false, ctx.now))) return refuse('kernel.sign-in', 401);
    if (email) await ctx.enqueue('mail.send', goneMail(ctx, email));
    await ctx.act({ verb: 'privacy.erase', unsigned: true });
    return {};
  },
});

/** Once more after an older backup was restored: whoever had been forgotten since is forgotten again. */
export const replayErasure = verb({
  name: 'privacy.replay-erasure',
  form: replayForm,
  find: async () => ({}),
  may: byTheHouse,
  run: async (ctx, input): Promise<{ done: boolean } | Repeated<{ done: boolean }>> => {
    if (!(await forgetPerson(ctx, input.person, input.words, new Date(input.at)))) return new Repeated({ done: false });
    await ctx.act({ verb: 'privacy.replay-erasure' });
    return { done: true };
  },
});

/** A round of forgetting what was kept long enough; the act says how much of what. Some thousands of rows each, so that nothing waits for it. */
export const retain = verb({
  name: 'privacy.retain',
  form: retainForm,
  find: async () => ({}),
  may: byTheHouse,
  run: async (ctx): Promise<{ more: boolean } | Repeated<{ more: boolean }>> => {
    const forgotten: Record<string, number> = {};
    for (const { personal } of personalRooms()) {
      for (const { name, run } of personal.rules ?? []) {
        const n = await run(ctx);
        if (n > 0) forgotten[name] = n;
      }
    }
    if (Object.keys(forgotten).length === 0) return new Repeated({ more: false });
    await ctx.act({ verb: 'privacy.retain', public: forgotten });
    return { more: Object.values(forgotten).some((n) => n >= atATime) };
  },
});
