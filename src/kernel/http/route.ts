import type { TObject, TSchema } from 'typebox';
import type { Ctx } from '../context.ts';
import type { FormState } from '../forms/form.ts';
import type { Refusal } from '../refusal.ts';
import type { Rule, Verb } from '../verbs/verb.ts';

/** A file as it arrived, in memory; `kernel/files` decides whether it is what it says. */
export interface Arrived {
  field: string;
  name: string;
  bytes: Buffer;
}

/** The request as rooms see it. */
export interface Incoming {
  method: string;
  path: string;
  params: Record<string, string>;
  /** Query string; a repeated key keeps all its values, comma-joined never. */
  query: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
  files: Arrived[];
  cookies: Record<string, string | undefined>;
  headers: Record<string, string | string[] | undefined>;
}

/** What a route answers. `cache`: `public` = the same for everybody (ETag, seconds), `immutable` = the address names the content,
 *  `private` = never stored. Whatever an actor who is not anonymous gets is private, whatever is said here. */
export interface Answer {
  status: number;
  type: string;
  body: string | Buffer;
  /** Instead of the body: what is written as it comes, where the whole would be too much to hold. Never stored. */
  stream?: AsyncIterable<string>;
  headers?: Record<string, string>;
  cookies?: { name: string; value: string; maxAge: number }[];
  cache?: 'public' | 'private' | 'immutable';
}

/** One address. Every one names its rule: there is no route without permission. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  kind: 'page' | 'feed' | 'file' | 'form' | 'api';
  may: Rule<any>;
  /** A page of another site sends the browser here with a form, as identity providers do: no cookie is looked at, and what comes must prove itself. */
  fromElsewhere?: true;
  /** One line for the API description and docs/permissions.md. */
  summary: string;
  verb?: Verb;
  query?: TObject;
  reply?: TSchema;
  /** Where the address speaks the language of another standard: the type of its answers, the form it takes (in parts where files may
   *  come with it), what it says when it cannot. */
  foreign?: { type: string; form?: TObject; parts?: TObject; errors: TSchema };
  run(ctx: Ctx, request: Incoming): Promise<Answer | Refusal>;
}

/** Addresses under which another standard is spoken, also of what went wrong and where there is no route. */
export interface Foreign {
  under: string;
  /** How it tells a refusal, or that the house is at fault (`null`). */
  fault(ctx: Ctx, request: Incoming, refusal: Refusal | null, status: number): Answer;
}

/** What a form route does with the outcome of its verb. */
export interface FormEnds<O> {
  /** The input, from body, address and files; without it the body together with the address's parameters. */
  input?(ctx: Ctx, request: Incoming): Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Where to go when it is done (303). */
  then(ctx: Ctx, done: O, request: Incoming): string | Answer;
  /** The page again, with errors and everything that was typed; `refusal` when a rule said no. */
  again(ctx: Ctx, request: Incoming, form: FormState, refusal?: Refusal): Promise<Answer | Refusal>;
}
