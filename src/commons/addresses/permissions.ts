import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';

export const mayImport = rule<unknown>('may-import-addresses', 'the command line', (actor) =>
  actor.kind === 'system' ? undefined : refuse('addresses.not-yours'),
);
