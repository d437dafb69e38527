import { type Actor, holds, type RoleHeld } from '../../kernel/actor.ts';

export const roleNames = [
  'officer',
  'moderator',
  'counter-operator',
  'municipal-administrator',
  'metropolitan-administrator',
  'auditor',
] as const;
export type RoleName = (typeof roleNames)[number];

export type PlaceKind = 'metropolis' | 'municipality' | 'district';

/** Those who look after people and their roles. */
export const administratorRoles: readonly RoleName[] = ['municipal-administrator', 'metropolitan-administrator'];

/** The only kinds of place in which a role means something. */
const placesOf: Record<RoleName, readonly PlaceKind[]> = {
  officer: ['municipality', 'metropolis'],
  moderator: ['municipality', 'metropolis'],
  'counter-operator': ['municipality', 'metropolis'],
  'municipal-administrator': ['municipality'],
  'metropolitan-administrator': ['metropolis'],
  auditor: ['municipality', 'metropolis'],
};

/** What each administrator may give. Who is audited does not choose the auditor. */
const gives: Partial<Record<RoleName, readonly RoleName[]>> = {
  'municipal-administrator': ['officer', 'moderator', 'counter-operator', 'municipal-administrator'],
  'metropolitan-administrator': roleNames,
};

/** An API key acts in its place as these, and only through the verbs it was made for: it never administers. */
export const rolesOfKey: readonly RoleName[] = ['officer', 'moderator'];

export function suits(role: RoleName, kind: PlaceKind): boolean {
  return placesOf[role].includes(kind);
}

/** The roles that the actor may give, and end, in a place. */
export function rolesGivenBy(actor: Actor, place: string): RoleName[] {
  if (actor.kind === 'system') return [...roleNames];
  if (actor.kind !== 'person') return [];
  return roleNames.filter((role) => administratorRoles.some((own) => holds(actor, [own], place) && gives[own]?.includes(role)));
}

/** Does the actor look after the people of this place? */
export function administers(actor: Actor, place: string): boolean {
  return actor.kind === 'system' || (actor.kind === 'person' && holds(actor, administratorRoles, place));
}

/** Places whose people the actor sees: 'all', or the ones it administers. */
export function administeredPlaces(actor: Actor): 'all' | string[] {
  if (actor.kind === 'system') return 'all';
  const own = actor.roles.filter((held) => administratorRoles.includes(held.role as RoleName));
  return own.some((held) => held.whole) ? 'all' : own.map((held) => held.place);
}

/** Roles in the order of the power they give, the greatest first, for showing them. */
export function byWeight(roles: readonly RoleHeld[]): RoleHeld[] {
  const order: string[] = [
    'metropolitan-administrator',
    'municipal-administrator',
    'moderator',
    'officer',
    'counter-operator',
    'auditor',
  ];
  return [...roles].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}
