import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { assistsIn, assistsSomewhere } from './assistance.ts';

export const mayAssist = rule<{ place: string }>('may-assist', 'counter operators, in their places', (actor, { place }) => {
  if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
  return assistsIn(actor, place) ? undefined : refuse('assistance.not-operator');
});

export const mayAssistSomewhere = rule<unknown>('may-assist-somewhere', 'counter operators', (actor) => {
  if (assistsSomewhere(actor)) return undefined;
  return actor.kind === 'anonymous' ? refuse('kernel.sign-in', 401) : refuse('assistance.not-operator');
});

export const mayCloseAssistance = rule<{ operator: string }>(
  'may-close-assistance',
  'the operator who helps',
  (actor, { operator }) => (actor.assisted?.operator === operator ? undefined : refuse('assistance.not-operator')),
);

/** What lasts too long is ended by the house. */
export const mayEndAssistance = rule<unknown>('may-end-assistance', 'the house', (actor) =>
  actor.kind === 'system' ? undefined : refuse('assistance.not-operator'),
);
