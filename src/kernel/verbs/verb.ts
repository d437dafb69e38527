import type { Static, TObject } from 'typebox';
import type { Actor } from '../actor.ts';
import type { Ctx } from '../context.ts';
import type { Refusal } from '../refusal.ts';

/** A pure rule: nothing means yes, else the refusal whose code is also the sentence shown.
 *  `who` names in one line those for whom it says yes (docs/permissions.md is made from it). */
export interface Rule<S> {
  name: string;
  who: string;
  check(actor: Actor, subject: S): Refusal | undefined;
}

export function rule<S>(name: string, who: string, check: (actor: Actor, subject: S) => Refusal | undefined): Rule<S> {
  return { name, who, check };
}

/** So many times in so many seconds, for each actor and each source (design.md section 4). */
export interface Limit {
  times: number;
  seconds: number;
}

/** The same thing asked twice: answered like the first time, nothing is changed and no act is written. */
export class Repeated<O> {
  readonly first: O;
  constructor(first: O) {
    this.first = first;
  }
}

/** A verb of the trade, declared once: form, permission, transaction. */
export interface Verb<F extends TObject = any, S = any, O = any, P = any> {
  name: string;
  form: F;
  /** Work that must not hold a transaction, such as hashing: done before it begins, its outcome is given to `run`. */
  before?(ctx: Ctx, input: Static<F>): Promise<P | Refusal>;
  /** Looks the subject up *through what the actor may see*; nothing found is a 404, alike for hidden and absent. */
  find(ctx: Ctx, input: Static<F>): Promise<S | Refusal | undefined>;
  may: Rule<NoInfer<S>>;
  /** One transaction: changes rows, writes at least one act. */
  run(ctx: Ctx, input: Static<F>, subject: S, before: P): Promise<O | Refusal | Repeated<O>>;
  limit?: Limit;
  /** May it be done while an operator helps somebody at the counter: `them` in the name of who is helped, `operator` by the operator. Whoever says
   *  nothing is refused: votes, signatures, supports, choices that are secret and whatever opens or changes an account are of the person alone. */
  atCounter?: 'them' | 'operator';
}

export function verb<F extends TObject, S, O, P>(declaration: Verb<F, S, O, P>): Verb<F, S, O, P> {
  return declaration;
}
