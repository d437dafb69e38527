import type { Ctx } from '../../../kernel/context.ts';
import { type OutboundAnswer, outbound, waysOut } from '../../../kernel/outbound.ts';
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts';
import {
  addressAt,
  faultsOf,
  mostDescription,
  requestForm,
  requestsOf,
  speaksJson,
  takenOf,
} from '../../../protocols/open311/client.ts';
import { imageAddress, type Told, toldOf } from './letter.ts';
import { never, type Tried } from './machine.ts';
import type { Parcel } from './store.ts';

/** One try at an Open311 endpoint. Where a try before may have arrived, it is first looked for among what they have. */
export async function deliverByOpen311(ctx: Ctx, parcel: Parcel): Promise<Tried> {
  const told = await toldOf(ctx, parcel);
  if (typeof told === 'string') return never(told);
  if (cameFrom(parcel.endpoint!, told)) return never('loop');
  const format = await formatOf(ctx, parcel.endpoint!);
  if (typeof format !== 'string') return { ...format, sure: parcel.unsure_before === null };
  if (parcel.unsure_before) {
    const there = await findThere(ctx, parcel, told, format, parcel.unsure_before);
    if (there) return { as: 'acknowledged', remote: there };
  }
  const answer = await call(ctx, addressAt(parcel.endpoint!, 'requests', format), requestOf(parcel, told));
  if (isRefusal(answer)) return hinderedBy(answer);
  const taken = answer.status < 300 ? takenOf(answer.body.toString('utf8')) : undefined;
  if (!taken) return hinderedAt(answer);
  return 'id' in taken
    ? { as: 'acknowledged', remote: taken.id.slice(0, 100) }
    : { as: 'sent', token: taken.token.slice(0, 200) };
}

/** Two houses of Arengo that pass the same kind of problem to each other would go on for ever: what they told us quotes a page of theirs. */
function cameFrom(endpoint: string, { description }: Told): boolean {
  return description.includes(`${new URL(endpoint).origin}/segnalazioni/`);
}

/** What is for the office alone would be public there: a body gets the kind and the place, and asks the office for the words. */
function requestOf(parcel: Parcel, told: Told): string {
  const { ctx, entry, mark, office, kind } = told;
  const { t } = ctx.words;
  const ends = told.isPublic
    ? t('reports.delivery.open311-end', { mark, office: office.name, address: told.address! })
    : t('reports.delivery.open311-private', { mark, office: office.name, contact: office.contact });
  const begins = told.isPublic ? [entry.title, told.description].filter(Boolean).join('\n\n') : kind;
  const description = `${begins.slice(0, mostDescription - ends.length - 2)}\n\n${ends}`;
  const [first] = told.images;
  return requestForm({
    service: serviceOf(parcel, entry.topic),
    description,
    point: told.point,
    address: told.where,
    mediaUrl: told.isPublic && first ? imageAddress(ctx, first) : null,
    apiKey: parcel.api_key,
    jurisdiction: parcel.jurisdiction,
  });
}

/** What they call the kind of problem; without a name of theirs, ours. */
function serviceOf({ services }: Parcel, topic: string | null): string {
  const code = topic ?? 'other';
  return services[code] ?? code;
}

/** Among their requests since then, the one that quotes our mark. Where theirs are not open to us, nothing is found, and it is sent again:
 *  rather twice than never. */
async function findThere(ctx: Ctx, parcel: Parcel, told: Told, format: 'xml' | 'json', since: Date): Promise<string | undefined> {
  const query = {
    jurisdiction_id: parcel.jurisdiction,
    service_code: serviceOf(parcel, told.entry.topic),
    // Their clock may be behind ours.
    start_date: new Date(since.getTime() - 3_600_000).toISOString(),
    end_date: new Date(ctx.now.getTime() + 3_600_000).toISOString(),
  };
  const answer = await call(ctx, addressAt(parcel.endpoint!, 'requests', format, query));
  if (isRefusal(answer) || answer.status >= 300) return undefined;
  const quoted = new RegExp(`${told.mark}(?![0-9])`);
  return requestsOf(answer.body.toString('utf8'))
    ?.find(({ description }) => quoted.test(description))
    ?.id.slice(0, 100);
}

type Hindered = Extract<Tried, { as: 'hindered' }>;

const formats = new Map<string, { format: 'xml' | 'json'; until: number }>();

/** JSON where the discovery says so, else XML, which every endpoint has to speak; kept for a day. */
export async function formatOf(ctx: Ctx, endpoint: string): Promise<'xml' | 'json' | Hindered> {
  const known = formats.get(endpoint);
  if (known && known.until > ctx.now.getTime()) return known.format;
  const answer = await call(ctx, addressAt(endpoint, 'discovery', 'json'));
  if (isRefusal(answer)) return hinderedBy(answer);
  if (answer.status === 429 || answer.status >= 500) return hinderedAt(answer);
  const format = answer.status < 300 && speaksJson(answer.body.toString('utf8')) ? 'json' : 'xml';
  formats.set(endpoint, { format, until: ctx.now.getTime() + 86_400_000 });
  return format;
}

export function call(ctx: Ctx, url: string, form?: string): Promise<OutboundAnswer | Refusal> {
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form,
  } as const;
  return outbound({ url, ...(form === undefined ? {} : post) }, waysOut(ctx.config));
}

/** There was no answer that we could read. Whether the question arrived is known only where it was never asked. */
function hinderedBy({ code }: Refusal): Hindered {
  if (code === 'kernel.outbound-not-allowed' || code === 'kernel.outbound-redirected')
    return { as: 'hindered', error: 'address', sure: true };
  if (code === 'kernel.outbound-too-big') return { as: 'hindered', error: 'unclear', sure: false };
  return { as: 'hindered', error: code === 'kernel.outbound-too-slow' ? 'slow' : 'unreachable', sure: false };
}

/** An answer that names no number. */
function hinderedAt({ status, body }: OutboundAnswer): Hindered {
  const [words] = faultsOf(body.toString('utf8')).map((sentence) => sentence.slice(0, 200));
  const told = { as: 'hindered', status, ...(words && { words }) } as const;
  if (status === 401 || status === 403) return { ...told, error: 'key', sure: true };
  if (status === 429) return { ...told, error: 'busy', sure: true };
  if (status === 503) return { ...told, error: 'busy', sure: false };
  if (status === 408) return { ...told, error: 'slow', sure: false };
  if (status >= 500 || status < 400) return { ...told, error: 'unclear', sure: false };
  return { ...told, error: 'refused', sure: true };
}
