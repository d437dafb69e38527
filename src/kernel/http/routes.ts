import type { TObject, TSchema } from 'typebox';
import type { Ctx } from '../context.ts';
import { parse } from '../forms/parse.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { type Outcome, perform, type Surroundings } from '../verbs/perform.ts';
import { type Rule, rule, type Verb } from '../verbs/verb.ts';
import { json, problem, redirect, refusalProblem } from './answers.ts';
import type { Answer, FormEnds, Incoming, Route } from './route.ts';

export const anyone: Rule<unknown> = rule('anyone', 'everybody', () => undefined);
export const signedIn: Rule<unknown> = rule('signed-in', 'whoever has signed in', (actor) =>
  actor.kind === 'person' ? undefined : refuse('kernel.sign-in', 401),
);

/** A form that performs no verb: it asks for something, or keeps a draft. */
export function ask(path: string, may: Rule<any>, summary: string, run: Read): Route {
  return { method: 'POST', path, kind: 'form', may, summary, run };
}

type Read = (ctx: Ctx, request: Incoming) => Promise<Answer | Refusal>;

/** A page that is read. */
export function page(path: string, may: Rule<any>, summary: string, run: Read): Route {
  return { method: 'GET', path, kind: 'page', may, summary, run };
}

/** A file or feed that is read: Atom, GeoJSON, CSV, tiles, pictures. */
export function feed(path: string, may: Rule<any>, summary: string, run: Read): Route {
  return { method: 'GET', path, kind: 'feed', may, summary, run };
}

/** A list or thing of the JSON API: the query is declared, and a name that it does not have is refused. */
export function read(
  path: string,
  may: Rule<any>,
  summary: string,
  query: TObject,
  reply: TSchema,
  run: (ctx: Ctx, query: any, request: Incoming) => Promise<unknown>,
): Route {
  return {
    method: 'GET',
    path,
    kind: 'api',
    may,
    summary,
    query,
    reply,
    run: async (ctx, request) => {
      const form = parse(ctx.words, 'kernel.query', query, request.query as Record<string, unknown>, true);
      if (form.errors.length > 0)
        return problem(ctx, 400, ctx.words.t('kernel.status.400'), ctx.words.t('kernel.query-wrong'), { errors: form.errors });
      const value = await run(ctx, form.values, request);
      if (isRefusal(value)) return refusalProblem(ctx, value);
      return json(value, 200, ctx.actor.kind === 'anonymous' ? 'public' : 'private');
    },
  };
}

/** The house performs verbs; rooms only name them. Set when the house is built. */
let surroundings: Surroundings | null = null;
export function performWith(around: Surroundings): void {
  surroundings = around;
}

export function performVerb<O>(
  ctx: Ctx,
  verb: Verb<any, any, O>,
  raw: Record<string, unknown>,
  strict = false,
  rehearsal = false,
): Promise<Outcome<O>> {
  if (!surroundings) throw new Error('the house is not built');
  return perform(surroundings, ctx, verb, raw, strict, rehearsal);
}

/** A form that performs a verb. Errors and refusals come back on the page with everything that was typed. */
export function form<O>(path: string, verb: Verb<any, any, O>, ends: FormEnds<O>): Route {
  return {
    method: 'POST',
    path,
    kind: 'form',
    may: verb.may,
    summary: verb.name,
    verb,
    run: async (ctx, request) => {
      const raw = ends.input ? await ends.input(ctx, request) : { ...request.body, ...request.params };
      const outcome = await performVerb(ctx, verb, raw);
      if ('done' in outcome) {
        const then = ends.then(ctx, outcome.done, request);
        return typeof then === 'string' ? redirect(then) : then;
      }
      if ('invalid' in outcome) return ends.again(ctx, request, outcome.invalid);
      return ends.again(ctx, request, outcome.form, outcome.refused);
    },
  };
}

/** A verb at an address of the JSON API. Every verb is also at `POST /api/v1/verbs/<name>`, without being declared. */
export function command<O>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  verb: Verb<any, any, O>,
  status: 200 | 201 = 200,
): Route {
  return {
    method,
    path,
    kind: 'api',
    may: verb.may,
    summary: verb.name,
    verb,
    run: async (ctx, request) => {
      const outcome = await performVerb(ctx, verb, { ...request.body, ...request.params }, true);
      if ('done' in outcome) return json(outcome.done ?? {}, status, 'private');
      if ('refused' in outcome) return refusalProblem(ctx, outcome.refused);
      return problem(ctx, 422, ctx.words.t('kernel.status.422'), ctx.words.t('kernel.form-wrong'), {
        errors: outcome.invalid.errors,
      });
    },
  };
}
