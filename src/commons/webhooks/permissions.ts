import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { administers } from '../people/roles.ts';

export const mayKeepWebhook = rule<{ place: string }>(
  'may-keep-webhook',
  'administrators, in their places; the command line',
  (actor, { place }) => (administers(actor, place) ? undefined : refuse('people.not-administrator')),
);

export const mayStopWebhook = rule<unknown>('may-stop-webhook', 'the house by itself', (actor) =>
  actor.kind === 'system' ? undefined : refuse('people.not-administrator'),
);
