import { holds, holdsAnywhere } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';

const roles = ['officer', 'moderator', 'municipal-administrator', 'metropolitan-administrator'] as const;

/** What is in a picture may concern people who never asked to be in it (Regulation (EU) 2016/679, art. 5(1)(c)). */
export const mayRedact = rule<{ place: string }>(
  'may-redact',
  'officers, moderators and administrators, in person, of the place of the thing or of the metropolis',
  (actor, { place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return actor.kind === 'person' && holds(actor, roles, place) ? undefined : refuse('attachments.not-your-place');
  },
);

export const mayRedactSomewhere = rule<unknown>(
  'may-redact-somewhere',
  'officers, moderators and administrators, in person',
  (actor) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return actor.kind === 'person' && holdsAnywhere(actor, roles) ? undefined : refuse('attachments.not-your-place');
  },
);
