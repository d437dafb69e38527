import { holds, holdsAnywhere } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { moderatorRoles } from '../discussion/comment.ts';
import { territoryOf } from '../territory/territory.ts';
import { authorOf, isHidden, type Target } from './moderation.ts';

export const mayFlag = rule<Target>('may-flag', 'whoever has signed in, for what others wrote', (actor, target) => {
  if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
  if (isHidden(target)) return refuse('moderation.already-hidden', 409);
  if (target.comment?.withdrawn) return refuse('discussion.is-withdrawn', 409);
  return authorOf(target) === actor.person ? refuse('moderation.own-flag', 403) : undefined;
});

/** The target was found through what the actor may see, so whoever judges can also read. Nobody judges what they wrote. */
export const mayModerate = rule<Target>(
  'may-moderate',
  'moderators and administrators of the place or of the metropolis, for what others wrote',
  (actor, target) => {
    if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
    if (!holds(actor, moderatorRoles, target.entry.place)) return refuse('moderation.not-your-place', 403);
    return authorOf(target) === actor.person ? refuse('moderation.own-thing', 403) : undefined;
  },
);

export const mayEnterQueue = rule<unknown>('may-enter-moderation', 'moderators and administrators', (actor) => {
  if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
  return holdsAnywhere(actor, moderatorRoles) ? undefined : refuse('moderation.not-your-place', 403);
});

/** The places whose queue this is; all of them for whoever moderates the whole territory. */
export function placesOf(ctx: Pick<Ctx, 'actor' | 'config'>): string[] {
  const held = ctx.actor.roles.filter((one) => (moderatorRoles as readonly string[]).includes(one.role));
  if (held.some((one) => one.whole)) return [...territoryOf(ctx).byId.keys()];
  return [...new Set(held.map((one) => one.place))];
}
