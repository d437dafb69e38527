import { type Actor, holds, holdsAnywhere } from '../../kernel/actor.ts';
import type { Look } from '../../kernel/pages/glyphs.ts';
import { isFiscalCode } from '../../protocols/fiscal-code/fiscal-code.ts';

export const organisationKinds = ['association', 'firm', 'school', 'university', 'administration', 'other'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** What people ask for themselves: administrations are entered by whoever administers the place, by their code. */
export const askedKinds = ['association', 'firm', 'school', 'university', 'other'] as const;

export const documentKinds = ['statute', 'deed', 'appointment', 'other'] as const;
export type DocumentKind = (typeof documentKinds)[number];

export type State = 'asked' | 'verified' | 'refused' | 'suspended' | 'closed';
/** An officer of the place, or a delegate with the power to represent it. */
export type Mover = 'office' | 'delegate';

/** THE table of states: what each looks like, and who moves an organisation on from there, and where to. */
export const states: Record<State, { look: Look; word: string; moves: Partial<Record<State, readonly Mover[]>> }> = {
  asked: {
    look: 'new',
    word: 'organisations.state.asked',
    moves: { verified: ['office'], refused: ['office'], closed: ['delegate'] },
  },
  verified: {
    look: 'done',
    word: 'organisations.state.verified',
    moves: { suspended: ['office'], closed: ['office', 'delegate'] },
  },
  refused: { look: 'no', word: 'organisations.state.refused', moves: {} },
  suspended: {
    look: 'late',
    word: 'organisations.state.suspended',
    moves: { verified: ['office'], closed: ['office', 'delegate'] },
  },
  closed: { look: 'no', word: 'organisations.state.closed', moves: {} },
};

/** From which states may this one be reached by this mover? */
export function statesBefore(to: State, who: Mover): State[] {
  return (Object.keys(states) as State[]).filter((from) => states[from].moves[to]?.includes(who));
}

const administrators = ['municipal-administrator', 'metropolitan-administrator'];
const offices = ['officer', ...administrators];

/** Entered without asking by who can check that they exist: the administrators of their place. */
export function registersIn(actor: Actor, place: string): boolean {
  return actor.kind === 'system' || (actor.kind === 'person' && holds(actor, administrators, place));
}

/** Only for showing doors. */
export function registersSomewhere(actor: Actor): boolean {
  return actor.kind === 'person' && holdsAnywhere(actor, administrators);
}

/** Does the actor check, in person, what organisations of this place say of themselves? */
export function verifiesIn(actor: Actor, place: string): boolean {
  return actor.kind === 'person' && holds(actor, offices, place);
}

/** Only for showing doors. */
export function verifiesSomewhere(actor: Actor): boolean {
  return actor.kind === 'person' && holdsAnywhere(actor, offices);
}

/** The places whose queue the actor sees: all of them, or these. */
export function verifiedPlaces(actor: Actor): 'all' | string[] {
  if (actor.kind !== 'person') return [];
  const held = actor.roles.filter(({ role }) => offices.includes(role));
  return held.some(({ whole }) => whole) ? 'all' : held.map(({ place }) => place);
}

/** May the actor do this on behalf of the organisation today? Rooms ask before they write `on behalf of`. */
export function actsFor(actor: Actor, organisation: string, power: string): boolean {
  return actor.kind === 'person' && actor.organisations.some((own) => own.id === organisation && own.powers.includes(power));
}

/** The organisations for which the actor may do this today: what a form offers. */
export function actsForSome(actor: Actor, power: string): { id: string; name: string }[] {
  return actor.kind === 'person' ? actor.organisations.filter((own) => own.powers.includes(power)) : [];
}

export function isDelegate(actor: Actor, organisation: string): boolean {
  return actor.kind === 'person' && actor.organisations.some((own) => own.id === organisation);
}

/** Eleven digits of a fiscal code or VAT number, or nothing when they are none. Sixteen characters are a person's, and are not asked for. */
export function entityCodeOf(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/^IT/, '').replaceAll(/[\s.]/g, '');
  return /^\d{11}$/.test(code) && isFiscalCode(code) ? code : undefined;
}

/** As the index of public administrations compares it, or nothing when it is none. */
export function ipaCodeOf(typed: string): string | undefined {
  const code = typed.trim().toLowerCase();
  return /^[a-z0-9_]{1,20}$/.test(code) ? code : undefined;
}
