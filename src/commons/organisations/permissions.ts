import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { actsFor, registersIn, registersSomewhere } from './organisations.ts';

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

export const mayNameDelegates = rule<{ organisation: string; place: string }>(
  'may-name-delegates',
  'administrators of the place of the organisation; its delegates; the command line',
  (actor, subject) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    const may = registersIn(actor, subject.place) || actsFor(actor, subject.organisation);
    return may ? undefined : refuse('organisations.not-delegate');
  },
);
