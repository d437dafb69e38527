import { attachmentPath } from '../../../commons/attachments/attachments.ts';
import { imagesOf } from '../../../commons/attachments/store.ts';
import type { Filter } from '../../../commons/entries/filter.ts';
import { numberedPage } from '../../../commons/entries/list.ts';
import type { Numbered } from '../../../commons/entries/store.ts';
import { historiesOf, lastWordsOf } from '../../../commons/entries/store-notes.ts';
import { getPlace, officeName, type Place } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Asked } from '../../../protocols/open311/asked.ts';
import type { ServiceRequest } from '../../../protocols/open311/schemas.ts';
import { categoryName } from '../category.ts';
import { isState, states, statesThatAre, threadVerbs } from '../report.ts';
import { tellingsOf } from '../store.ts';
import { bodiesOf } from '../store-moves.ts';

/** So many acts of the history of each. */
const mostNotes = 20;

/** What everybody sees of the reports that were asked for: the query of the list, the newest first. */
export async function requests(ctx: Ctx, asked: Asked, place: Place | null): Promise<ServiceRequest[]> {
  const filter: Filter = { kind: 'report', ...(place && { place: place.id }) };
  if (asked.ids.length > 0) filter.codes = asked.ids;
  else {
    filter.from = asked.from;
    filter.until = asked.until;
    // One by itself has an index in the order of the list.
    if (asked.services.length > 1) filter.topics = asked.services;
    else if (asked.services[0]) filter.topic = asked.services[0];
    if (asked.statuses.length > 0) filter.states = asked.statuses.flatMap((status) => statesThatAre(status === 'open'));
  }
  return told(ctx, await numberedPage(ctx, filter, asked.page, asked.size), asked.extensions);
}

/** One report, if everybody may see it; `undefined` alike for what is hidden and what is not there. */
export async function request(
  ctx: Ctx,
  code: string,
  place: Place | null,
  extensions: boolean,
): Promise<ServiceRequest | undefined> {
  const filter: Filter = { kind: 'report', codes: [code], ...(place && { place: place.id }) };
  const [found] = await told(ctx, await numberedPage(ctx, filter, 1, 1), extensions);
  return found;
}

/** As many statements for a thousand as for one. */
async function told(ctx: Ctx, entries: readonly Numbered[], extensions: boolean): Promise<ServiceRequest[]> {
  if (entries.length === 0) return [];
  const ids = entries.map((entry) => entry.id);
  const tellings = await tellingsOf(ctx.db, ids);
  const words = await lastWordsOf(ctx.db, ids, threadVerbs);
  const away = entries.filter(({ state }) => state === 'not-ours');
  const outside = await bodiesOf(
    ctx.db,
    away.map(({ id }) => id),
  );
  const images = Map.groupBy(await imagesOf(ctx.db, ids), (image) => image.entry);
  const histories = extensions
    ? Map.groupBy(await historiesOf(ctx.db, ids, threadVerbs, mostNotes), (act) => act.entry)
    : undefined;
  const { t } = ctx.words;
  const { origin } = ctx.config;
  const offices = new Map(entries.map(({ place }) => [place, '']));
  for (const place of offices.keys()) offices.set(place, officeName(ctx, getPlace(ctx, place)));
  return entries.map((entry): ServiceRequest => {
    const place = getPlace(ctx, entry.place);
    const { description, channel } = tellings.get(entry.id)!;
    const photos = (images.get(entry.id) ?? []).map((image) => ({
      media_url: `${origin}${attachmentPath(image)}`,
      title: image.alt,
      ...(image.width && image.height ? { width: image.width, height: image.height } : {}),
      created_at: image.added.toISOString(),
    }));
    const code = entry.topic ?? 'other';
    return {
      service_request_id: entry.code,
      status: isState(entry.state) && states[entry.state].open ? 'open' : 'closed',
      status_notes: words.get(entry.id),
      service_name: categoryName(ctx, entry.place, code) || code,
      service_code: code,
      description: descriptionOf(entry.title, description),
      agency_responsible: (entry.state === 'not-ours' && outside.get(entry.id)) || offices.get(entry.place),
      requested_datetime: entry.published,
      updated_datetime: entry.closed ?? entry.updated,
      expected_datetime: entry.due ?? undefined,
      address: [entry.place_label, place.name].filter(Boolean).join(', '),
      ...pointOf(entry),
      media_url: photos[0]?.media_url,
      ...(histories && {
        extended_attributes: { channel, photos },
        notes: (histories.get(entry.id) ?? []).map(({ verb, at, text }) => ({
          datetime: at.toISOString(),
          description: text ?? t(`reports.thread.${verb.slice('reports.'.length)}`),
          type: verb.slice('reports.'.length),
        })),
      }),
    };
  });
}

/** The specification has no title: it comes first, unless the words begin with it, as they do where it was made from them. */
function descriptionOf(title: string, description: string): string {
  if (description === '') return title;
  return description.startsWith(title.replace(/…$/, '')) ? description : `${title}\n\n${description}`;
}

/** To the centimetre, as everywhere. */
function pointOf({ lat, lon }: Numbered): { lat: number; long: number } | undefined {
  return lat === null || lon === null ? undefined : { lat: Math.round(lat * 1e7) / 1e7, long: Math.round(lon * 1e7) / 1e7 };
}
