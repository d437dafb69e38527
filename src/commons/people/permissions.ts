import { holdsAnywhere } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { rule } from '../../kernel/verbs/verb.ts';
import { administers, administratorRoles, type PlaceKind, type RoleName, rolesGivenBy, suits } from './roles.ts';

/** A role to be given or ended. `role` and `place` are null for an invitation without any. */
export interface RoleSubject {
  role: RoleName | null;
  place: { id: string; kind: PlaceKind; name: string } | null;
}

export const mayLookAfterPeople = rule<unknown>(
  'may-look-after-people',
  'municipal and metropolitan administrators; the command line',
  (actor) =>
    actor.kind === 'system' || (actor.kind === 'person' && holdsAnywhere(actor, administratorRoles))
      ? undefined
      : refuse('people.not-administrator'),
);

export const mayGiveRole = rule<RoleSubject>(
  'may-give-role',
  'metropolitan administrators; municipal administrators for officers, moderators and administrators of their municipality; the command line',
  (actor, subject) => {
    const no = mayLookAfterPeople.check(actor, undefined);
    if (no || (!subject.role && !subject.place)) return no;
    if (!subject.role || !subject.place) return refuse('people.role-without-place', 422);
    if (!rolesGivenBy(actor, subject.place.id).includes(subject.role)) return refuse('people.above-own-power');
    return suits(subject.role, subject.place.kind) ? undefined : refuse('people.role-not-there', 422);
  },
);

export const mayEndRole = rule<{ role: RoleName; place: string; person: string }>(
  'may-end-role',
  'whoever may give it; the person who holds it',
  (actor, subject) => {
    if (actor.person === subject.person) return undefined;
    return rolesGivenBy(actor, subject.place).includes(subject.role) ? undefined : refuse('people.above-own-power');
  },
);

/** The roles that a person holds, and where: whoever may give all of them could have them anyway. */
export const mayResetSecond = rule<{ person: { id: string }; roles: readonly { role: RoleName; place: string }[] }>(
  'may-reset-second',
  'administrators, for others all of whose roles they may give; the command line',
  (actor, { person, roles }) => {
    if (actor.person === person.id) return refuse('people.own-second');
    return roles.every(({ role, place }) => rolesGivenBy(actor, place).includes(role))
      ? undefined
      : refuse('people.above-own-power');
  },
);

export const mayKeepKeys = rule<{ place: string }>(
  'may-keep-keys',
  'administrators, in their places; the command line',
  (actor, { place }) => (administers(actor, place) ? undefined : refuse('people.not-administrator')),
);
