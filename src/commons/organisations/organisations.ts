import { type Actor, holds, holdsAnywhere } from '../../kernel/actor.ts';

export const organisationKinds = ['association', 'firm', 'school', 'university', 'administration', 'other'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

const administrators = ['municipal-administrator', 'metropolitan-administrator'];

/** Organisations are entered by who can check that they exist: the administrators of their place. */
export function registersIn(actor: Actor, place: string): boolean {
  return actor.kind === 'system' || (actor.kind === 'person' && holds(actor, administrators, place));
}

/** Only for showing doors. */
export function registersSomewhere(actor: Actor): boolean {
  return actor.kind === 'person' && holdsAnywhere(actor, administrators);
}

/** May the actor act on behalf of this organisation? Rooms ask before they write `on behalf of`. */
export function actsFor(actor: Actor, organisation: string): boolean {
  return actor.kind === 'person' && actor.organisations.some((own) => own.id === organisation);
}
