import { holds } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';

/** Boundaries are changed by the metropolitan administrator, or from the command line of the server. */
export const mayImport = rule<{ metropolis: string | null }>(
  'may-import-territory',
  'metropolitan administrators; the command line',
  (actor, { metropolis }) => {
    if (actor.kind === 'system') return undefined;
    return metropolis && holds(actor, ['metropolitan-administrator'], metropolis) ? undefined : refuse('territory.not-yours');
  },
);
