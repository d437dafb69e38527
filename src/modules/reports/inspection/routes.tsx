import { assetUrl } from '../../../commons/site/page.tsx';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import { json, redirect } from '../../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { anyone, ask, feed, page, performVerb } from '../../../kernel/http/routes.ts';
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts';
import { placesOf } from '../desk/queue.ts';
import { deskReports } from '../desk/store.ts';
import { answersOf } from '../intake/store.ts';
import { mayEnterDesk } from '../permissions.ts';
import { inspect } from './actions.ts';
import { inspectionPage } from './pages.tsx';
import { listAround } from './store.ts';

const most = 30;

export const inspectionRoutes: readonly Route[] = [
  page('/banco/sopralluogo', mayEnterDesk, 'Reports for a phone, with what is done on the spot', (ctx, request) =>
    inspection(ctx, request),
  ),
  // A browser asks for it without its cookie.
  feed('/banco/sopralluogo/senza-rete.js', anyone, 'What opens the page for a phone without network', async () => ({
    status: 200,
    type: 'text/javascript; charset=utf-8',
    body: `import ${JSON.stringify(assetUrl('inspection-offline.js'))};`,
    cache: 'public',
    headers: { 'service-worker-allowed': '/banco/sopralluogo' },
  })),
  // Where the officer stands is in no address.
  ask('/banco/sopralluogo', mayEnterDesk, 'The reports around a point', (ctx, request) => inspection(ctx, request)),
  ask('/banco/sopralluogo/:code', mayEnterDesk, 'What was done on the spot', done),
];

interface More {
  code?: string;
  form?: FormState;
  refusal?: Refusal;
}

async function inspection(ctx: Ctx, request: Incoming, more: More = {}): Promise<Answer | Refusal> {
  const queue = request.query['coda'] === 'mine' ? 'mine' : 'all';
  const places = placesOf(ctx).map((place) => place.id);
  const at = pointOf(request.body);
  const filter = {
    places,
    queue,
    person: ctx.actor.person!,
    now: ctx.now,
    text: '',
    codes: [],
    topic: '',
    late: false,
    state: '',
    assignee: '',
  } as const;
  const rows = at ? await listAround(ctx.db, ctx.actor, places, at, most) : await deskReports(ctx.db, ctx.actor, filter, most);
  const answers = await answersOf(
    ctx.db,
    rows.map((row) => row.id),
  );
  return inspectionPage(ctx, {
    answers,
    queue,
    near: at !== undefined,
    rows,
    done: request.query['fatto'] !== undefined,
    ...more,
  });
}

/** For a form, and for a script that waits for the network: the same act, answered as a page or as data. */
async function done(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const asData = String(request.headers['accept'] ?? '').includes('application/json');
  const photo = await photoOf(ctx, request);
  const { act, key, text } = request.body;
  const outcome = isRefusal(photo)
    ? { refused: photo, form: undefined }
    : await performVerb(ctx, inspect, { act, key, text, photo, code: request.params['code'] });
  if ('done' in outcome) return asData ? json({ done: true }, 200, 'private') : redirect('/banco/sopralluogo?fatto');
  const refusal = 'refused' in outcome ? outcome.refused : undefined;
  const form = 'invalid' in outcome ? outcome.invalid : outcome.form;
  if (!asData) return inspection(ctx, request, { code: request.params['code'], form: refusal ? undefined : form, refusal });
  const [fault] = form?.errors ?? [];
  const said = refusal ? { key: refusal.textKey, params: refusal.params } : fault!;
  return json({ message: ctx.words.t(said.key, said.params) }, refusal?.status ?? 422, 'private');
}

/** The file is taken in before the transaction, as with every upload. */
async function photoOf(ctx: Ctx, request: Incoming) {
  const arrived = request.files.find((file) => file.field === 'photo' && file.bytes.length > 0);
  if (!arrived) return undefined;
  const taken = await ctx.files.take(arrived.bytes, arrived.name, 'image');
  if (isRefusal(taken)) return taken;
  const { id, name, width, height } = taken;
  return { id, name, width: width!, height: height! };
}

function pointOf(body: Incoming['body']): { lat: number; lon: number } | undefined {
  const lat = Number(body['lat']);
  const lon = Number(body['lon']);
  const given = body['lat'] !== undefined && body['lon'] !== undefined;
  return given && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}
