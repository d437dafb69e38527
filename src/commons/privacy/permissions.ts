import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { administers } from '../people/roles.ts';

/** What is asked before a person is forgotten. */
export interface ToForget {
  /** Signed in within the last quarter of an hour. */
  fresh: boolean;
  /** Roles that are held, or will be. */
  roles: number;
  demo: boolean;
}

/** Whoever answers for an office hands it over first; an open session on somebody's table is not enough (OWASP ASVS 5.0, 7.5.1). */
export const mayBeForgotten = rule<ToForget>(
  'may-be-forgotten',
  'the person, having signed in within 15 minutes and holding no role',
  (actor, { fresh, roles, demo }) => {
    if (actor.kind !== 'person') return refuse('kernel.sign-in', 401);
    if (demo) return refuse('privacy.of-the-demo', 403);
    if (roles > 0) return refuse('privacy.has-roles', 409);
    return fresh ? undefined : refuse('privacy.not-fresh', 403);
  },
);

export const byTheHouse = rule<unknown>('by-the-house', 'the house by itself', (actor) =>
  actor.kind === 'system' ? undefined : refuse('kernel.absent', 404),
);

export const mayPublishNotice = rule<{ place: string }>(
  'may-publish-notice',
  'administrators of the municipality or of the metropolis',
  (actor, { place }) => {
    if (actor.kind === 'anonymous') return refuse('kernel.sign-in', 401);
    return administers(actor, place) ? undefined : refuse('privacy.not-yours', 403);
  },
);
