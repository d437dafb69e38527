import type { Address } from '../../../commons/addresses/search.ts';
import { type Draft, findDraft, isChangedElsewhere, keepDraft } from '../../../commons/drafts/drafts.ts';
import { competentFor, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FieldError } from '../../../kernel/forms/form.ts';
import { fault } from '../../../kernel/forms/parse.ts';
import type { Incoming } from '../../../kernel/http/route.ts';
import { isRefusal } from '../../../kernel/refusal.ts';
import { categoryOf } from '../category.ts';
import type { Question } from '../question.ts';

export const flowName = 'report';
export const mostPhotos = 5;

/** What a person has typed so far. */
export interface Told {
  who: 'person' | 'email' | 'anonymous';
  email?: string;
  name?: string;
  /** The organisation for which it is told. */
  onBehalf?: string;
  lat?: number;
  lon?: number;
  /** What the map shows: its centre and half its width in metres. Absent = the whole metropolis. */
  view?: { lat: number; lon: number; metres: number };
  municipality?: string;
  placeLabel?: string;
  /** The words for which no address found was the right one: they are not looked up again. */
  ownWords?: string;
  category?: string;
  title?: string;
  description?: string;
  /** `print` is what the picture looks like, to find others of the same scene. */
  photos: { id: string; alt: string; width: number | null; height: number | null; print?: string | null }[];
  /** As typed, by the code of the question. */
  answers?: Record<string, unknown>;
  /** Public codes of reports that were shown as perhaps the same, and are not. */
  distinct?: string[];
  /** Where a photo says it was taken, until the person says what to do with it. */
  offered?: { lat: number; lon: number };
}

export function toldIn(draft: Draft): Told {
  return { photos: [], ...(draft.content as Partial<Told>), who: (draft.content['who'] as Told['who']) ?? 'anonymous' };
}

/** Sizes of the picture of the map, by the name under which a press on it arrives. */
export const mapSizes = {
  point: { size: 's', width: 288, height: 300 },
  'point-m': { size: 'm', width: 440, height: 340 },
  'point-l': { size: 'l', width: 700, height: 460 },
} as const;

const typedFields = ['municipality', 'placeLabel', 'category', 'title', 'description'] as const;

/** What is kept, what the form then shows, and what is wrong with the files. */
export interface Kept {
  draft: Draft;
  told: Told;
  errors: FieldError[];
  /** Another tab said something else: what was typed here stands in the form, and is kept when it is sent again. */
  elsewhere: boolean;
}

/** Reads what came with step two into the draft, whatever button was pressed: nothing typed is ever lost. Nothing when the draft was sent meanwhile. */
export async function keepWhat(ctx: Ctx, found: Draft, request: Incoming): Promise<Kept | undefined> {
  for (let draft: Draft | undefined = found; draft && !draft.became; draft = await findDraft(ctx, request, flowName)) {
    const elsewhere = isChangedElsewhere(draft, request.body, [
      ...typedFields,
      ...(pressedOn(request.body) ? [] : ['lat', 'lon']),
    ]);
    const told = toldIn(draft);
    if (!elsewhere) readTyped(ctx, told, request.body);
    const errors = await takePhotos(ctx, told, request);
    const kept = await keepDraft(ctx, draft, told);
    if (!kept) continue;
    if (elsewhere) readTyped(ctx, told, request.body);
    return { draft: kept, told, errors, elsewhere };
  }
  return undefined;
}

function readTyped(ctx: Ctx, told: Told, body: Record<string, unknown>): void {
  const text = (name: string) =>
    typeof body[name] === 'string' ? (body[name] as string).replaceAll('\0', '').slice(0, 20_000) : undefined;
  for (const name of typedFields) {
    const typed = text(name);
    if (typed !== undefined) told[name] = typed;
  }
  told.photos = told.photos.map((photo, i) => ({ ...photo, alt: text(`alt-${i}`)?.slice(0, 200) ?? photo.alt }));
  const gone = text('photos-remove');
  if (gone) told.photos = told.photos.filter((photo) => photo.id !== gone);
  readPoint(ctx, told, body);
}

/** The picture that was pressed, and where on it. */
function pressedOn(body: Record<string, unknown>) {
  for (const [name, size] of Object.entries(mapSizes)) {
    const [x, y] = [numberIn(body, `${name}.x`), numberIn(body, `${name}.y`)];
    if (Number.isFinite(x) && Number.isFinite(y)) return { size, x, y };
  }
  return undefined;
}

function numberIn(body: Record<string, unknown>, name: string): number {
  return typeof body[name] === 'string' && body[name] !== '' ? Number(body[name]) : Number.NaN;
}

/** The point and the label of an address that was chosen. */
export function placeAt(told: Told, { label, lat, lon }: Pick<Address, 'label' | 'lat' | 'lon'>): void {
  told.placeLabel = label;
  told.lat = lat;
  told.lon = lon;
  told.view = { lat, lon, metres: 400 };
  delete told.municipality;
}

/** A press on the picture sends its pixel; an island sends degrees. The map then comes nearer, until the point is sure. */
function readPoint(ctx: Ctx, told: Told, body: Record<string, unknown>): void {
  const pressed = pressedOn(body);
  if (pressed) {
    const view = viewOf(ctx, told);
    const at = pixelToPoint(view, pressed.size, pressed.x, pressed.y);
    told.lat = at.lat;
    told.lon = at.lon;
    told.view = { ...at, metres: Math.max(250, view.metres / 5) };
  }
  const [lat, lon] = [numberIn(body, 'lat'), numberIn(body, 'lon')];
  if (
    Number.isFinite(lat) &&
    Number.isFinite(lon) &&
    Math.abs(lat) <= 90 &&
    Math.abs(lon) <= 180 &&
    (lat !== told.lat || lon !== told.lon) &&
    !pressed
  ) {
    told.lat = lat;
    told.lon = lon;
    told.view = { lat, lon, metres: 400 };
  }
  const act = body['act'];
  if (act === 'wider' && told.view) told.view = { ...told.view, metres: told.view.metres * 5 };
  if (act === 'nearer') told.view = { ...viewOf(ctx, told), metres: Math.max(250, viewOf(ctx, told).metres / 5) };
  if (act === 'no-point') {
    delete told.lat;
    delete told.lon;
    delete told.view;
  }
  if (act === 'photo-place' && told.offered) {
    told.lat = told.offered.lat;
    told.lon = told.offered.lon;
    told.view = { ...told.offered, metres: 400 };
    delete told.offered;
  }
  if (act === 'no-photo-place') delete told.offered;
}

/** Centre and half width in metres of what the picture shows. */
export function viewOf(ctx: Ctx, told: Told): { lat: number; lon: number; metres: number } {
  if (told.view) return told.view;
  const { metropolis, bySlug } = territoryOf(ctx);
  const outline = (told.municipality ? bySlug.get(told.municipality) : undefined)?.outline ?? metropolis?.outline;
  if (!outline) return { lat: 41.9, lon: 12.5, metres: 500_000 };
  const lat = (outline.south + outline.north) / 2;
  const wide = ((outline.east - outline.west) / 2) * 111_320 * Math.cos((lat * Math.PI) / 180);
  // The flattest of the pictures must hold the height as well.
  const high = ((outline.north - outline.south) / 2) * 111_320 * (mapSizes['point-l'].width / mapSizes['point-l'].height);
  return { lat, lon: (outline.west + outline.east) / 2, metres: Math.round(Math.max(wide, high) * 1.05) };
}

export function pixelToPoint(
  view: { lat: number; lon: number; metres: number },
  size: { width: number; height: number },
  x: number,
  y: number,
): { lat: number; lon: number } {
  const perPixel = (2 * view.metres) / size.width;
  const lon = view.lon + ((x - size.width / 2) * perPixel) / (111_320 * Math.cos((view.lat * Math.PI) / 180));
  const lat = view.lat - ((y - size.height / 2) * perPixel) / 111_320;
  return { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) };
}

async function takePhotos(ctx: Ctx, told: Told, request: Incoming): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  for (const file of request.files.filter((one) => one.field === 'photos' && one.bytes.length > 0)) {
    if (told.photos.length >= mostPhotos) {
      errors.push(fault(ctx.words, 'reports.what', 'photos', 'too-many', { max: mostPhotos }));
      break;
    }
    const taken = await ctx.files.take(file.bytes, file.name, 'image');
    if (isRefusal(taken)) {
      errors.push({ field: 'photos', key: taken.textKey, params: taken.params });
      continue;
    }
    if (told.photos.some((photo) => photo.id === taken.id)) continue;
    const print = await ctx.files.print(taken.id);
    told.photos.push({ id: taken.id, alt: '', width: taken.width, height: taken.height, print });
    if (taken.position && told.lat === undefined) told.offered = { lat: taken.position.lat, lon: taken.position.lon };
  }
  return errors;
}

/** The point that was chosen. */
export function pointIn({ lat, lon }: Told): { lat: number; lon: number } | null {
  return lat === undefined || lon === undefined ? null : { lat, lon };
}

/** The point, or the words for the place of a municipality that was named. */
export function whereIn(told: Told): { lat: number; lon: number } | { words: string } | null {
  const { municipality, placeLabel } = told;
  return pointIn(told) ?? (municipality && placeLabel?.trim() ? { words: placeLabel.trim() } : null);
}

/** The municipality of what is told: that of the point, or the one that was named. */
export async function competentPlace(ctx: Ctx, told: Told): Promise<Place | undefined> {
  if (told.lat === undefined || told.lon === undefined) return territoryOf(ctx).bySlug.get(told.municipality ?? '');
  const competence = await competentFor(ctx, told.lat, told.lon);
  return isRefusal(competence) ? undefined : competence.place;
}

/** What the kind of problem asks more, in the place that answers for it. */
export async function questionsOf(ctx: Ctx, told: Told): Promise<Question[]> {
  const place = await competentPlace(ctx, told);
  return (place && categoryOf(ctx, place.id, told.category ?? null)?.questions) ?? [];
}

/** The sending that a draft asks for; the draft itself names it, so that twice is once. */
export async function sendInput(ctx: Ctx, draft: Draft): Promise<Record<string, unknown>> {
  const told = toldIn(draft);
  // Answers to the questions of another kind, chosen before, stay behind.
  const asked = await questionsOf(ctx, told);
  const answers = asked.flatMap(({ code }) => (told.answers?.[code] === undefined ? [] : [[code, told.answers[code]]]));
  return {
    category: told.category,
    title: told.title,
    description: told.description,
    ...(told.lat === undefined ? { municipality: told.municipality } : { lat: told.lat, lon: told.lon }),
    placeLabel: told.placeLabel,
    answers: Object.fromEntries(answers),
    ...(told.who === 'email' ? { email: told.email, name: told.name } : {}),
    photos: told.photos.map(({ id, alt }) => ({ id, alt })),
    who: told.who,
    onBehalf: told.who === 'person' ? told.onBehalf : undefined,
    draft: draft.id,
  };
}
