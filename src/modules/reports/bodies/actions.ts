import type { Static } from 'typebox';
import { addressOf } from '../../../commons/people/address.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { allCategoriesOf } from '../category.ts';
import { forgetLooks } from '../delivery/store.ts';
import { readServices } from './body.ts';
import { keepBodyForm, retireBodyForm } from './forms.ts';
import { mayKeepBody } from './permissions.ts';
import * as store from './store.ts';

interface Kept {
  id: string;
}

/** A new body of the register, or what changes of one. What was retired is in use again. */
export const keepBody = verb({
  name: 'reports.keep-body',
  form: keepBodyForm,
  limit: { times: 60, seconds: 600 },
  find: async (ctx, input): Promise<{ place: string; there: store.Body | null } | Refusal | undefined> => {
    const place: Place | undefined = territoryOf(ctx).bySlug.get(input.place);
    if (!place || place.kind === 'district') return refuse('reports.no-such-place', 422, {}, 'place');
    if (input.id === undefined) return { place: place.id, there: null };
    const there = await store.findBodyById(ctx.db, input.id);
    return there && { place: there.place, there };
  },
  may: mayKeepBody,
  run: async (ctx, input, { place, there }): Promise<Kept | Refusal> => {
    if (there && (there.code !== input.code || territoryOf(ctx).bySlug.get(input.place)!.id !== there.place))
      return refuse('reports.body-stays', 422, { code: there.code }, 'code');
    const said = readBody(ctx, place, input, there);
    if (isRefusal(said)) return said;
    const id = there?.id ?? ctx.id();
    if (there && hostOf(there.endpoint) !== hostOf(said.endpoint)) await forgetLooks(ctx.db, id);
    if (there) await store.updateBody(ctx.db, { id, ...said });
    else if (!(await store.insertBody(ctx.db, { id, place, code: input.code, ...said })))
      return refuse('reports.body-there', 422, { code: input.code }, 'code');
    await ctx.act({
      verb: 'reports.keep-body',
      place,
      public: { body: input.code, method: said.method, ...(there ? {} : { new: id }) },
      private: { staff: true, name: said.name, contact: said.contact },
    });
    return { id };
  },
});

/** No longer offered, and no kind of problem leads there; the hops of the past keep it. */
export const retireBody = verb({
  name: 'reports.retire-body',
  form: retireBodyForm,
  find: (ctx, input) => store.findBodyById(ctx.db, input.id),
  may: mayKeepBody,
  run: async (ctx, _input, body): Promise<Kept | Repeated<Kept>> => {
    if (!(await store.retireBody(ctx.db, body.id, ctx.now))) return new Repeated({ id: body.id });
    await ctx.act({
      verb: 'reports.retire-body',
      place: body.place,
      public: { body: body.code },
      private: { staff: true },
    });
    return { id: body.id };
  },
});

type Said = Omit<store.KeptBody, 'id' | 'place' | 'code'>;

/** What holds for its method; what was typed for another is left behind. */
function readBody(ctx: Ctx, place: string, input: Static<typeof keepBodyForm>, there: store.Body | null): Said | Refusal {
  const { name, contact, method } = input;
  const said: Said = { name, contact, method, email: null, endpoint: null, jurisdiction: null, api_key: null, services: {} };
  if (method === 'email') {
    if (!input.email) return refuse('reports.body-email', 422, {}, 'email');
    const email = addressOf(input.email);
    return email ? { ...said, email } : refuse('reports.body-email-wrong', 422, { email: input.email }, 'email');
  }
  if (method === 'hand') return said;
  if (!input.endpoint) return refuse('reports.body-endpoint', 422, {}, 'endpoint');
  if (!isEndpoint(input.endpoint)) return refuse('reports.body-endpoint-wrong', 422, {}, 'endpoint');
  const key = input.key?.trim() || null;
  if (key && !/^[\x21-\x7e]+$/.test(key)) return refuse('reports.body-key', 422, {}, 'key');
  // A key that travels in clear is everybody's.
  if ((key || there?.has_key) && ctx.config.production && !input.endpoint.startsWith('https:'))
    return refuse('reports.body-key-clear', 422, {}, 'endpoint');
  const known = allCategoriesOf(ctx, place).map(({ code }) => code);
  const services = readServices(input.services ?? '', [...known, ...Object.keys(there?.services ?? {})]);
  if (isRefusal(services)) return services;
  return { ...said, endpoint: input.endpoint, jurisdiction: input.jurisdiction ?? null, api_key: key, services };
}

/** An address of the web, without a name and a password in it. */
function isEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || url.protocol === 'http:';
}

function hostOf(endpoint: string | null): string | undefined {
  return endpoint === null ? undefined : new URL(endpoint).hostname;
}
