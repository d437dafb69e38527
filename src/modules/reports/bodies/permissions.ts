import { administers, administratorRoles } from '../../../commons/people/roles.ts';
import { holdsAnywhere } from '../../../kernel/actor.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { rule } from '../../../kernel/verbs/verb.ts';

export const mayKeepBody = rule<{ place: string }>(
  'may-keep-body',
  'administrators of the municipality, for its own bodies, and of the metropolis',
  (actor, { place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return administers(actor, place) ? undefined : refuse('reports.not-your-body');
  },
);

export const maySeeBodies = rule<unknown>('may-see-bodies', 'administrators', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return holdsAnywhere(actor, administratorRoles) ? undefined : refuse('reports.not-your-body');
});

/** What belongs to whom is brought in by whoever runs the server. */
export const mayImportOwners = rule<unknown>('may-import-owners', 'the command line', (actor) =>
  actor.kind === 'system' ? undefined : refuse('reports.not-your-body'),
);
