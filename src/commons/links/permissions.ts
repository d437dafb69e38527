import { holds } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { officeRoles } from './link.ts';

/** Both things were found through what the actor may see. */
export const mayConnect = rule<{ source: { place: string } }>(
  'may-connect',
  'officers and administrators of the place of the first thing, or of the metropolis',
  (actor, { source }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return actor.kind === 'system' || holds(actor, officeRoles, source.place) ? undefined : refuse('links.not-your-office', 403);
  },
);
