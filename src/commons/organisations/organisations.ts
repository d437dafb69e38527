import { type Actor, holds } from '../../kernel/actor.ts';

export const organisationKinds = ['association', 'firm', 'school', 'university', 'administration', 'other'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** Organisations are entered by who can check that they exist: the administrators of their place. */
export function registersIn(actor: Actor, place: string): boolean {
  return (
    actor.kind === 'system' ||
    (actor.kind === 'person' && holds(actor, ['municipal-administrator', 'metropolitan-administrator'], place))
  );
}

/** May the actor act on behalf of this organisation? Rooms ask before they write `on behalf of`. */
export function actsFor(actor: Actor, organisation: string): boolean {
  return actor.kind === 'person' && actor.organisations.some((own) => own.id === organisation);
}
