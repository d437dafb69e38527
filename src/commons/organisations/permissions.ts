import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { actsFor, isDelegate, registersIn, registersSomewhere, verifiesIn, verifiesSomewhere } from './organisations.ts';

/** The organisation, and its place. */
export interface Whose {
  organisation: string;
  place: string;
}

export const mayRegister = rule<{ place: string }>(
  'may-register-organisations',
  'administrators, in their places; the command line',
  (actor, { place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return registersIn(actor, place) ? undefined : refuse('organisations.not-administrator');
  },
);

export const mayRegisterSomewhere = rule<unknown>('may-register-organisations-somewhere', 'administrators', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return registersSomewhere(actor) ? undefined : refuse('organisations.not-administrator');
});

/** Nobody checks what they themselves speak for. */
export const mayVerify = rule<Whose>(
  'may-verify-organisation',
  'officers and administrators, in person, of its place or of the metropolis, who are not its delegates',
  (actor, { organisation, place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    if (isDelegate(actor, organisation)) return refuse('organisations.own-interest');
    return verifiesIn(actor, place) ? undefined : refuse('organisations.not-office');
  },
);

export const mayVerifySomewhere = rule<unknown>('may-verify-organisations-somewhere', 'officers and administrators', (actor) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return verifiesSomewhere(actor) ? undefined : refuse('organisations.not-office');
});

export const mayRepresent = rule<Whose>(
  'may-represent',
  'the delegates of the organisation who represent it',
  (actor, { organisation }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return actsFor(actor, organisation, 'represent') ? undefined : refuse('organisations.not-representative');
  },
);

/** Its end: of those who represent it, or of the office when it has ended by itself. */
export const mayClose = rule<Whose>(
  'may-close-organisation',
  'its delegates who represent it; officers and administrators, in person, of its place or of the metropolis',
  (actor, { organisation, place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    const may = verifiesIn(actor, place) || actsFor(actor, organisation, 'represent');
    return may ? undefined : refuse('organisations.not-representative');
  },
);

export const mayNameDelegates = rule<Whose>(
  'may-name-delegates',
  'administrators of the place of the organisation; its delegates who represent it; the command line',
  (actor, subject) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    const may = registersIn(actor, subject.place) || actsFor(actor, subject.organisation, 'represent');
    return may ? undefined : refuse('organisations.not-delegate');
  },
);

/** The own delegation, or that of others. */
export const mayEndDelegation = rule<Whose & { person: string }>(
  'may-end-delegation',
  'the delegate; administrators of the place of the organisation; its delegates who represent it; the command line',
  (actor, subject) =>
    actor.kind === 'person' && actor.person === subject.person ? undefined : mayNameDelegates.check(actor, subject),
);

/** What the house does by itself. */
export const byTheHouse = rule<unknown>('may-announce-ends', 'the house', (actor) =>
  actor.kind === 'system' ? undefined : refuse('organisations.not-delegate'),
);
