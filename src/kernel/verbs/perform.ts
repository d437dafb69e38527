import type { Actor } from '../actor.ts';
import type { Ctx, Db } from '../context.ts';
import { mayTryAgain } from '../database/database.ts';
import type { FormState } from '../forms/form.ts';
import { parse } from '../forms/parse.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { noteRefusal } from '../refused.ts';
import { writeAct } from '../register/register.ts';
import { within } from './limits.ts';
import { Repeated, type Verb } from './verb.ts';

export type Outcome<O> = { done: O } | { invalid: FormState } | { refused: Refusal; form: FormState };

/** What happens around a transaction; given by whoever built the house. */
export interface Surroundings {
  /** Adds a job in the transaction. */
  enqueue(db: Db, job: string, data: object): Promise<void>;
  /** After the commit of a verb: subscribers are woken, stored pages forgotten. */
  committed(): void;
}

class Rollback {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

class Rehearsed {
  readonly done: unknown;
  constructor(done: unknown) {
    this.done = done;
  }
}

/** Performs a verb: form, limit, subject, rule, transaction. This is the only way by which state changes, for pages, API, jobs and command line alike.
 *  A rehearsal says what would be done, and takes everything back. */
export async function perform<O>(
  around: Surroundings,
  ctx: Ctx,
  verb: Verb<any, any, O>,
  raw: Record<string, unknown>,
  strict = false,
  rehearsal = false,
): Promise<Outcome<O>> {
  const unhelped = refusedAtCounter(ctx.actor, verb);
  if (unhelped) {
    noteRefusal(ctx, unhelped, { verb: verb.name });
    return { refused: unhelped, form: parse(ctx.words, verb.name, verb.form, raw, strict) };
  }
  if (ctx.actor.assisted) ctx = { ...ctx, actor: actingFor(ctx.actor, verb) };
  const form = parse(ctx.words, verb.name, verb.form, raw, strict);
  if (form.errors.length > 0) return { invalid: form };
  /** A refusal that blames a field is a fault of the form. */
  const said = (refusal: Refusal): Outcome<O> => {
    noteRefusal(ctx, refusal, { verb: verb.name });
    if (refusal.field === undefined) return { refused: refusal, form };
    return { invalid: { ...form, errors: [{ field: refusal.field, key: refusal.textKey, params: refusal.params }] } };
  };
  if (ctx.actor.kind === 'key' && !ctx.actor.verbs?.includes(verb.name))
    return said(refuse('kernel.key-scope', 403, { verb: verb.name }));
  if (
    verb.limit &&
    ctx.actor.kind !== 'system' &&
    !within(verb.name, ctx.actor.person ?? ctx.source, verb.limit, ctx.now.getTime())
  ) {
    return said(refuse('kernel.too-often', 429, { minutes: Math.ceil(verb.limit.seconds / 60) }));
  }
  const before = verb.before ? await verb.before(ctx, form.values) : undefined;
  if (isRefusal(before)) return said(before);
  for (let attempt = 1; ; attempt++) {
    try {
      const done = await ctx.db.transaction().execute(async (trx) => {
        const value = await inside(around, { ...ctx, db: trx }, verb, form.values, before);
        if (rehearsal) throw new Rehearsed(value);
        return value;
      });
      around.committed();
      return { done };
    } catch (error) {
      if (error instanceof Rehearsed) return { done: error.done as O };
      if (error instanceof Rollback) return said(error.refusal);
      if (attempt < 4 && mayTryAgain(error)) continue;
      throw error;
    }
  }
}

/** THE place where it is decided what can be done for somebody who is helped at a counter. */
function refusedAtCounter({ assisted }: Actor, verb: Verb): Refusal | undefined {
  if (!assisted || verb.atCounter === 'operator') return undefined;
  if (assisted.over) return refuse('kernel.assistance-over', 409);
  return verb.atCounter === 'them' ? undefined : refuse('kernel.assisted', 403);
}

/** Whoever is helped acts under their own name, without roles and for no organisation; whoever has no account is nobody. */
function actingFor(actor: Actor, verb: Verb): Actor {
  const { person, operator, name, assurance } = actor.assisted!;
  if (verb.atCounter === 'operator') return { ...actor, kind: 'person', person: operator };
  return person ? { ...actor, kind: 'person', person, name, assurance } : actor;
}

async function inside<O>(
  around: Surroundings,
  outer: Ctx,
  verb: Verb<any, any, O>,
  input: Record<string, unknown>,
  before: unknown,
): Promise<O> {
  let acts = 0;
  const ctx: Ctx = {
    ...outer,
    act: (act) => {
      acts++;
      return writeAct(ctx, act);
    },
    enqueue: (job, data) => around.enqueue(ctx.db, job, data),
  };
  const subject = await verb.find(ctx, input);
  if (subject === undefined) throw new Rollback(refuse('kernel.absent', 404));
  if (isRefusal(subject)) throw new Rollback(subject);
  const refusal = verb.may.check(ctx.actor, subject);
  if (refusal) throw new Rollback(refusal);
  const done = await verb.run(ctx, input, subject, before);
  if (isRefusal(done)) throw new Rollback(done);
  if (done instanceof Repeated) return done.first;
  if (acts === 0) throw new Error(`${verb.name} changed state without an act in the register`);
  return done;
}
