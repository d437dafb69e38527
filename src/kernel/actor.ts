/** Level of certainty about who a person is. Low, substantial and high are those of Regulation (EU) 910/2014, art. 8. */
export type Assurance = 'none' | 'email' | 'low' | 'substantial' | 'high';

/** A role held in a place. `whole` is true where the place is the root of the territory: the role then reaches every place. */
export interface RoleHeld {
  role: string;
  place: string;
  whole: boolean;
}

/** An organisation for which a person may act, and what they may do for it at this moment. */
export interface ActsFor {
  id: string;
  name: string;
  powers: readonly string[];
}

/** A person is helped at the counter of a place by an operator. Pages show what everybody sees: nothing of the person's own may be read there.
 *  Only verbs that say so (`atCounter`) are performed for the person. */
export interface Assisted {
  /** Of the session of assistance. */
  id: string;
  operator: string;
  /** The municipality, or the metropolis, of the counter. */
  place: string;
  /** Whose account it is; null for somebody who has none. */
  person: string | null;
  name: string;
  email: string | null;
  assurance: Assurance;
  /** Nobody stands there: what people wrote on paper is entered. */
  paper: boolean;
  until: Date;
  /** The time is up, or the operator is none any more: nothing can be done but end it. */
  over: boolean;
}

/** Who acts. `key` is another computer with an API key, `system` the house itself (jobs, subscribers, command line). */
export interface Actor {
  kind: 'anonymous' | 'person' | 'key' | 'system';
  person: string | null;
  name: string;
  assurance: Assurance;
  roles: readonly RoleHeld[];
  organisations: readonly ActsFor[];
  /** Somebody else sits at the keyboard. */
  assisted?: Assisted;
  /** Somebody who has begun to enter and owes the second proof: until it is given they are nobody. Or who holds roles and has nothing to prove
   *  it with yet: until then they are a citizen. */
  awaits?: 'second-proof' | 'second-key';
  /** For a key: the verbs it may perform. */
  verbs?: readonly string[];
}

export const anonymous: Actor = { kind: 'anonymous', person: null, name: '', assurance: 'none', roles: [], organisations: [] };
export const system: Actor = { kind: 'system', person: null, name: 'Arengo', assurance: 'none', roles: [], organisations: [] };

/** Is there a person with an account: who has signed in, or who is helped at a counter? */
export function isSomebody(actor: Actor): boolean {
  return actor.kind === 'person' || Boolean(actor.assisted?.person);
}

/** The name of that person. */
export function nameOfSomebody(actor: Actor): string {
  return actor.assisted?.person ? actor.assisted.name : actor.name;
}

/** Does the actor hold one of these roles in the place, or over the whole territory? */
export function holds(actor: Actor, roles: readonly string[], place: string): boolean {
  return actor.roles.some((held) => roles.includes(held.role) && (held.whole || held.place === place));
}

/** Does the actor hold one of these roles anywhere? Only for showing doors, never for opening them. */
export function holdsAnywhere(actor: Actor, roles: readonly string[]): boolean {
  return actor.roles.some((held) => roles.includes(held.role));
}
