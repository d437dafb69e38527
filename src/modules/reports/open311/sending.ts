import { createHash } from 'node:crypto';
import { imagesOf } from '../../../commons/attachments/store.ts';
import { type Entry, findEntry } from '../../../commons/entries/store.ts';
import { actorOf } from '../../../commons/people/people.ts';
import { competentFor, getPlace, officeName, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Arrived } from '../../../kernel/http/route.ts';
import { performVerb } from '../../../kernel/http/routes.ts';
import { isRefusal } from '../../../kernel/refusal.ts';
import { romeDay } from '../../../kernel/time.ts';
import { type Given, one, type Sending, sendingOf } from '../../../protocols/open311/asked.ts';
import type { Created } from '../../../protocols/open311/schemas.ts';
import { categoryName } from '../category.ts';
import { sendReport } from '../intake/actions.ts';
import { maySendByOpen311 } from '../permissions.ts';
import { listHops } from '../store-moves.ts';
import { type Found, type Wrong, wrong, wrongOf } from './answers.ts';
import { faultsOfFiles, fetching, type Media, takeMedia } from './photos.ts';
import { jurisdictionOf } from './services.ts';

/** POST request: the key speaks first, then the verb of the form is performed by the computer that holds it. */
export async function send(visitor: Ctx, given: Given, files: readonly Arrived[]): Promise<Found> {
  const ctx = await keyHolder(visitor, given);
  if ('wrong' in ctx) return ctx;

  const code = one(given, 'jurisdiction_id');
  const jurisdiction = jurisdictionOf(ctx, code);
  const sending = sendingOf(given);
  const faults: Wrong[] = Array.isArray(sending)
    ? sending.map((fault) => wrong(ctx, fault.status, fault.fact, fault.params))
    : [];
  faults.push(...faultsOfFiles(ctx, files));
  if (jurisdiction === undefined) faults.push(wrong(ctx, 404, 'jurisdiction', { value: code!.slice(0, 60) }));
  if (Array.isArray(sending) || jurisdiction === undefined || faults.length > 0) return { wrong: faults };
  const misplaced = await misplacedIn(ctx, sending, jurisdiction);
  if (misplaced) return { wrong: [misplaced] };

  const verb = sendingWith({ files, url: sending.mediaUrl });
  const outcome = await performVerb(ctx, verb, sendInput(ctx, sending, jurisdiction, keyOf(ctx, given, files)), true);
  if ('refused' in outcome) return { wrong: [wrongOf(ctx, outcome.refused)] };
  if ('invalid' in outcome) {
    return {
      wrong: outcome.invalid.errors.map(({ field, key, params }) =>
        field === 'category'
          ? wrong(ctx, 404, 'service', { value: sending.service.slice(0, 60) })
          : { status: 400, description: ctx.words.t(key, params) },
      ),
    };
  }
  const entry = await findEntry(ctx.db, ctx.actor, outcome.done.code, 'report');
  const notice = entry?.due && {
    service_notice: [
      await whatFollows(ctx, entry, entry.due, outcome.done.receipt),
      ...(sending.mediaUrl && !(await hasMore(ctx, entry, files)) ? [ctx.words.t('reports.open311.media', fetching)] : []),
    ].join(' '),
  };
  const created: Created = [{ service_request_id: outcome.done.code, ...(notice || {}) }];
  return { found: created };
}

/** The verb of the form, with photos that come in between its limit and its transaction: nobody has more fetched than they may send. */
function sendingWith(media: Media): typeof sendReport {
  let photos: { id: string }[] = [];
  return {
    ...sendReport,
    before: async (ctx) => {
      const taken = await takeMedia(ctx, media);
      if (isRefusal(taken)) return taken;
      photos = taken;
    },
    run: (ctx, input, subject, before) => sendReport.run(ctx, { ...input, photos }, subject, before),
  };
}

/** Are there more photos than files that came with it? Asked of the report, since the same sent again answers for what was taken the first time. */
async function hasMore(ctx: Ctx, entry: Entry, files: readonly Arrived[]): Promise<boolean> {
  const different = new Set(files.map(({ bytes }) => digestOf(bytes)));
  return (await imagesOf(ctx.db, [entry.id])).length > different.size;
}

/** The key that is said in the form counts, and nobody who happens to be signed in. */
export async function keyHolder(visitor: Ctx, given: Given): Promise<Ctx | { wrong: Wrong[] }> {
  const key = one(given, 'api_key');
  const authorization = key === undefined ? undefined : `Bearer ${key}`;
  const actor = authorization ? await actorOf(visitor, { cookies: {}, headers: { authorization } }) : visitor.actor;
  const no = maySendByOpen311.check(actor, undefined);
  return no ? { wrong: [wrongOf(visitor, no)] } : { ...visitor, actor };
}

/** Who answers by when, or to whom it has gone. */
async function whatFollows(ctx: Ctx, entry: Entry, due: Date, receipt: string): Promise<string> {
  const office = officeName(ctx, getPlace(ctx, entry.place));
  const body = (await listHops(ctx.db, entry.id)).at(-1)?.body;
  if (body) return ctx.words.t('reports.open311.passed', { office, body, receipt });
  return ctx.words.t('reports.open311.notice', { office, day: ctx.words.day(due), receipt });
}

/** Who names a municipality means that one: a point elsewhere is told, with the code that would be right. */
async function misplacedIn(ctx: Ctx, sending: Sending, jurisdiction: Place | null): Promise<Wrong | undefined> {
  if (!sending.point) {
    if (!sending.addressString) return wrong(ctx, 404, 'address-id', { value: sending.addressId!.slice(0, 60) });
    return jurisdiction ? undefined : wrong(ctx, 400, 'where');
  }
  if (!jurisdiction) return undefined;
  const competence = await competentFor(ctx, sending.point.lat, sending.point.long);
  if (isRefusal(competence)) return wrongOf(ctx, competence);
  const { place } = competence;
  return place.id === jurisdiction.id ? undefined : wrong(ctx, 400, 'elsewhere', { name: place.name, istat: place.istat ?? '' });
}

function sendInput(ctx: Ctx, sending: Sending, jurisdiction: Place | null, key: string): Record<string, unknown> {
  const { service, point, addressString, email, name, description } = sending;
  return {
    category: service,
    title: titleOf(description) ?? ctx.words.t('reports.open311.title', { category: categoryOr(ctx, service, jurisdiction) }),
    description,
    ...(point ? { lat: point.lat, lon: point.long } : { municipality: jurisdiction!.istat }),
    placeLabel: addressString,
    answers: sending.attributes,
    email,
    name,
    key,
  };
}

/** The beginning of the first line: whole words, as many as a title takes. */
function titleOf(description = ''): string | undefined {
  const [first = ''] = description.normalize('NFC').split(/\r\n?|\n/);
  const line = first.trim();
  const letters = [...line];
  if (letters.length < 5) return undefined;
  if (letters.length <= 80) return line;
  const cut = letters.slice(0, 79).join('');
  return `${cut.replace(/(?<!\s)\s+\S*$/, '')}…`;
}

function categoryOr(ctx: Ctx, service: string, jurisdiction: Place | null): string {
  const place = jurisdiction ?? territoryOf(ctx).metropolis;
  return ((place && categoryName(ctx, place.id, service)) || service).slice(0, 60);
}

/** A client that heard no answer sends the same again: the same words and files from the same computer on the same day are one
 *  report. */
function keyOf(ctx: Ctx, given: Given, files: readonly Arrived[]): string {
  const said = Object.entries(given)
    .filter(([name]) => name !== 'api_key')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return digestOf(JSON.stringify([romeDay(ctx.now), said, files.map(({ bytes }) => digestOf(bytes))]));
}

function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
