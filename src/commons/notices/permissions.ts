import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';

export const mayFollow = rule<unknown>('may-follow', 'whoever has signed in', (actor) =>
  actor.kind === 'person' ? undefined : refuse('kernel.sign-in', 401),
);

/** The token of a mail is enough: who receives it may stop it (RFC 8058). */
export const mayStop = rule<{ person: string | null; byToken: boolean }>(
  'may-stop',
  'whoever follows, or holds a mail that says how to stop it',
  (actor, subject) => {
    if (subject.byToken || (actor.person !== null && actor.person === subject.person)) return undefined;
    return refuse('kernel.sign-in', 401);
  },
);
