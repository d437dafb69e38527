import { holds, holdsAnywhere } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';

const roles = ['officer', 'municipal-administrator', 'metropolitan-administrator'];

/** News speak for the administration: only its people publish and withdraw them. */
export const maySpeakFor = rule<{ place: string }>(
  'may-speak-for-administration',
  'officers and administrators of the place',
  (actor, { place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return holds(actor, roles, place) ? undefined : refuse('board.not-yours');
  },
);

export const maySpeakSomewhere = rule<unknown>('may-speak-somewhere', 'officers and administrators, in person', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return actor.kind === 'person' && holdsAnywhere(actor, roles) ? undefined : refuse('board.not-yours');
});
