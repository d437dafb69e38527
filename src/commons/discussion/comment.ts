import { type Actor, holds } from '../../kernel/actor.ts';

export const stances = ['for', 'against', 'neutral'] as const;
export type Stance = (typeof stances)[number];

/** Comments of a page, and the answers shown under each: however many there are, a page costs the same. */
export const pageSize = 50;
export const repliesShown = 5;

/** Those who speak for a place. */
const officeRoles = ['officer', 'municipal-administrator', 'metropolitan-administrator'];

/** Those who see what was hidden in a place, and who hide it. */
export const moderatorRoles = ['moderator', 'municipal-administrator', 'metropolitan-administrator'] as const;

/** The place in whose name the actor speaks on a thing of this place: the office that answers for it, or the metropolis; null for everybody else. */
export function officeOf(actor: Actor, place: string): string | null {
  if (!holds(actor, officeRoles, place)) return null;
  const held = actor.roles.filter((one) => officeRoles.includes(one.role));
  return (held.find((one) => one.place === place) ?? held.find((one) => one.whole))!.place;
}

/** «Marta Deledda» is «Marta D.» to the public; a surname of several words keeps the first: «Anna De Luca» is «Anna D.». */
export function shortPerson(name: string): string {
  const [first = '', second] = name.trim().split(/\s+/);
  return second ? `${first} ${[...second][0]!.toUpperCase()}.` : first;
}

/** Where a comment stands in a page. */
export function anchorOf(comment: string): string {
  return `commento-${comment}`;
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
