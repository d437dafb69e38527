import { attachmentPath } from '../../../commons/attachments/attachments.ts';
import { type Attachment, attachmentsOf } from '../../../commons/attachments/store.ts';
import { type Entry, findEntryById } from '../../../commons/entries/store.ts';
import { settingOf } from '../../../commons/settings/settings.ts';
import { getPlace, officeName, type Place } from '../../../commons/territory/territory.ts';
import { system } from '../../../kernel/actor.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { wordsFor } from '../../../kernel/text/text.ts';
import { categoryName } from '../category.ts';
import { getReport } from '../store.ts';
import type { Parcel } from './store.ts';

/** What a body is told of a report, by whichever way: never who reported it. */
export interface Told {
  /** In the language of whoever wrote the report. */
  ctx: Ctx;
  entry: Entry;
  /** Ours, with which of its passings it is: what they quote when they answer, and what we look for among theirs. */
  mark: string;
  place: Place;
  office: { name: string; email: string | undefined; contact: string };
  kind: string;
  description: string;
  point: { lat: number; long: number } | null;
  where: string;
  images: Attachment[];
  isPublic: boolean;
  /** The page of the report, which only what is public has. */
  address: string | null;
}

/** What there is to tell; or why it is told to nobody: the office took it back, the body is no longer in use, or moderation hid it meanwhile. */
export async function toldOf(from: Ctx, parcel: Parcel): Promise<Told | 'taken-back' | 'retired' | 'hidden'> {
  if (!parcel.wanted) return 'taken-back';
  if (parcel.retired) return 'retired';
  const entry = await findEntryById(from.db, system, parcel.report);
  if (!entry || (entry.visibility !== 'public' && entry.visibility !== 'private')) return 'hidden';
  const ctx = { ...from, words: wordsFor(entry.language === 'en' ? 'en' : 'it') };
  const { description } = await getReport(ctx.db, system, entry.id);
  const place = getPlace(ctx, entry.place);
  const { email } = settingOf<{ email?: string }>(ctx, place.id, 'site.contacts');
  const isPublic = entry.visibility === 'public';
  const point = entry.geometry?.type === 'Point' ? (entry.geometry.coordinates as [number, number]) : null;
  return {
    ctx,
    entry,
    mark: `${entry.code}/${parcel.nth}`,
    place,
    office: { name: officeName(ctx, place), email, contact: email ?? pageOf(ctx, place) },
    kind: categoryName(ctx, entry.place, entry.topic),
    description,
    point: point && { lat: point[1], long: point[0] },
    where: [entry.place_label, place.name].filter(Boolean).join(', '),
    images: (await attachmentsOf(ctx.db, entry.id)).filter(({ kind }) => kind === 'image'),
    isPublic,
    address: isPublic ? `${ctx.config.origin}/segnalazioni/${entry.code}` : null,
  };
}

function pageOf(ctx: Ctx, place: Place): string {
  return `${ctx.config.origin}${place.kind === 'municipality' ? `/comuni/${place.slug}` : ''}`;
}

export function imageAddress(ctx: Ctx, image: Attachment): string {
  return `${ctx.config.origin}${attachmentPath(image)}`;
}
