import { type Actor, holds, holdsAnywhere } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import type { Place } from '../territory/territory.ts';

const administrators = ['municipal-administrator', 'metropolitan-administrator'];

export const mayAdminister = rule<Place>(
  'may-administer',
  'administrators of the municipality or of the metropolis; the command line',
  (actor, place) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return actor.kind === 'system' || administers(actor, place) ? undefined : refuse('settings.not-yours');
  },
);

export const mayAdministerSomewhere = rule<unknown>('may-administer-somewhere', 'administrators', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return holdsAnywhere(actor, administrators) ? undefined : refuse('settings.not-yours');
});

export function administers(actor: Actor, place: Place): boolean {
  return holds(actor, administrators, place.id);
}
