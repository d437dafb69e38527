import type { Waiting } from '../../commons/attachments/attachments.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { FieldError } from '../../kernel/forms/form.ts';
import { fault } from '../../kernel/forms/parse.ts';
import type { Incoming } from '../../kernel/http/route.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { mostAdded } from './forms.ts';

/** A picture that was taken in, by its name there, with what is seen in it. */
export interface Added {
  id: string;
  alt: string;
}

/** The pictures that came with a form, and those that had come with it before and are still wanted; what is wrong with the others. */
export async function takeAdded(ctx: Ctx, request: Incoming): Promise<{ photos: Added[]; faults: FieldError[] }> {
  const { kept = [], alt: typed } = request.body;
  const alt = typeof typed === 'string' ? typed.trim().slice(0, 200) : '';
  const ids = [kept].flat().filter((id): id is string => typeof id === 'string');
  const faults: FieldError[] = [];
  for (const file of request.files.filter(({ field, bytes }) => field === 'photos' && bytes.length > 0)) {
    if (ids.length >= mostAdded) {
      faults.push(fault(ctx.words, 'reports.add-words', 'photos', 'too-many', { max: mostAdded }));
      break;
    }
    const taken = await ctx.files.take(file.bytes, file.name, 'image');
    if (isRefusal(taken)) faults.push({ field: 'photos', key: taken.textKey, params: taken.params });
    else ids.push(taken.id);
  }
  return { photos: [...new Set(ids)].map((id) => ({ id, alt })), faults };
}

/** Pictures that were taken in, by their name there: all of them, or the first that is no longer there. */
export async function waitingPhotos(ctx: Ctx, photos: readonly { id: string; alt?: string }[]): Promise<Waiting[] | Refusal> {
  const waiting: Waiting[] = [];
  for (const photo of photos) {
    const found = await ctx.files.read(photo.id);
    if (!found || found.attachment !== null) return refuse('reports.photo-lost', 422, {}, 'photos');
    waiting.push({ id: photo.id, kind: 'image', name: 'foto.webp', width: null, height: null, alt: photo.alt ?? '' });
  }
  return waiting;
}
