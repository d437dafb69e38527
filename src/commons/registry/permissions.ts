import { holds, holdsAnywhere } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { administers } from '../people/roles.ts';

export const officeRoles = ['officer', 'municipal-administrator', 'metropolitan-administrator'];
const administratorRoles = ['municipal-administrator', 'metropolitan-administrator'];

/** A list of residents says who may decide: whoever looks after the people of the municipality answers for it. */
export const mayImportList = rule<{ place: string }>(
  'may-import-list',
  'administrators of the municipality or of the metropolis; the command line',
  (actor, { place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return administers(actor, place) ? undefined : refuse('registry.not-your-list');
  },
);

export const maySeeLists = rule<unknown>('may-see-lists', 'administrators', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return actor.kind === 'person' && holdsAnywhere(actor, administratorRoles) ? undefined : refuse('registry.not-your-list');
});

/** A check needs eyes: an officer in person, of that municipality. Nobody checks themselves. */
export const mayCheck = rule<{ place: string; person: string }>(
  'may-check-residence',
  'officers and administrators of the municipality, in person, for others than themselves',
  (actor, { place, person }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    if (actor.kind !== 'person' || !holds(actor, officeRoles, place)) return refuse('registry.not-your-office');
    return actor.person === person ? refuse('registry.own-check') : undefined;
  },
);

export const mayEnterCounter = rule<unknown>('may-enter-counter', 'officers and administrators, in person', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return actor.kind === 'person' && holdsAnywhere(actor, officeRoles) ? undefined : refuse('registry.not-your-office');
});

/** The person of whom something was said. */
export const mayContest = rule<{ person: string }>('may-contest', 'the person of whom it was said', (actor, { person }) => {
  if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
  return actor.person === person ? undefined : refuse('registry.not-about-you');
});

/** Whoever certified who they are: of nobody else ANPR is asked. */
export const mayAskAnpr = rule<{ certified: boolean }>(
  'may-ask-anpr',
  'whoever has signed in and certified who they are',
  (actor, { certified }) => {
    if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
    return certified ? undefined : refuse('registry.uncertified', 409);
  },
);

export const byTheHouse = rule<unknown>('by-the-house', 'the house by itself', (actor) =>
  actor.kind === 'system' ? undefined : refuse('kernel.absent', 404),
);
