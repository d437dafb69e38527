import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import { parse } from '../../../kernel/forms/parse.ts';
import { performVerb } from '../../../kernel/http/routes.ts';
import type { Outcome } from '../../../kernel/verbs/perform.ts';
import type { Verb } from '../../../kernel/verbs/verb.ts';
import { gatherIntoCase, openCase } from '../cases/actions.ts';
import { answer, close, resolve, takeCharge } from './actions.ts';
import { assign, changeCategory } from './actions-office.ts';

/** So many reports at once: more would keep whoever waits for the answer waiting too long. */
export const mostPicked = 100;

/** What can be done to several reports at once, and what is asked before; each report goes through its own verb. */
export interface TogetherAct {
  act: string;
  verb: Verb;
  fields: string[];
}

export const togetherActs: readonly TogetherAct[] = [
  { act: 'take-charge', verb: takeCharge, fields: ['answer', 'promised'] },
  { act: 'assign', verb: assign, fields: ['assignee'] },
  { act: 'change-category', verb: changeCategory, fields: ['category', 'answer'] },
  { act: 'answer', verb: answer, fields: ['answer', 'promised'] },
  { act: 'resolve', verb: resolve, fields: ['answer'] },
  { act: 'close', verb: close, fields: ['reason', 'answer'] },
  { act: 'open-case', verb: openCase, fields: ['title', 'summary'] },
  { act: 'gather-into-case', verb: gatherIntoCase, fields: ['case'] },
];

/** What was done, and for each report that was left as it is, why. */
export interface TogetherOutcome {
  done: number;
  left: { code: string; why: string }[];
  /** The case file that was opened. */
  opened?: string;
}

/** Is what was typed right, whichever report it is for? */
export function check(ctx: Ctx, { verb, fields }: TogetherAct, body: Record<string, unknown>): FormState {
  const form = parse(ctx.words, verb.name, verb.form, { ...typed(fields, body), code: '-' }, false);
  return { ...form, errors: form.errors.filter((error) => error.field !== 'code') };
}

/** One act for several reports, each in its own transaction: what fails says so and holds nothing else up. */
export async function performTogether(
  ctx: Ctx,
  one: TogetherAct,
  picked: readonly string[],
  body: Record<string, unknown>,
): Promise<TogetherOutcome> {
  const outcome: TogetherOutcome = { done: 0, left: [] };
  const input = typed(one.fields, body);
  for (const code of picked) {
    // The first report that can be in it opens the case file, the others join it.
    const joins = one.verb === openCase && outcome.opened !== undefined;
    const result = joins
      ? await performVerb(ctx, gatherIntoCase, { code, case: outcome.opened })
      : await performVerb<{ code: string }>(ctx, one.verb, { ...input, code });
    const why = reason(ctx, result);
    if (why !== null) outcome.left.push({ code, why });
    else outcome.done++;
    if (one.verb === openCase && !joins && 'done' in result) outcome.opened = result.done.code;
  }
  return outcome;
}

function typed(fields: readonly string[], body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, body[field]]));
}

function reason(ctx: Ctx, result: Outcome<unknown>): string | null {
  if ('done' in result) return null;
  if ('refused' in result) return ctx.words.t(result.refused.textKey, result.refused.params);
  const [error] = result.invalid.errors;
  return ctx.words.t(error!.key, error!.params);
}
