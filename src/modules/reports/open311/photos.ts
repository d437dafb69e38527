import type { Ctx } from '../../../kernel/context.ts';
import { MAX_IMAGE_MB } from '../../../kernel/files/files.ts';
import type { Arrived } from '../../../kernel/http/route.ts';
import { outbound, waysOut } from '../../../kernel/outbound.ts';
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts';
import { mostPhotos } from '../intake/flow.ts';
import { type Wrong, wrong } from './answers.ts';

/** The specification has `media_url` alone; Helsinki and Bloomington take files too, under this name. */
const named = /^media(\[\d*\])?$/;

/** For a photo that is fetched. Whoever sends may itself wait no longer than five seconds, as our own client does: by then the report has to be taken. */
export const fetching = { seconds: 3, megabytes: MAX_IMAGE_MB };

/** What came with a sending to be looked at. */
export interface Media {
  files: readonly Arrived[];
  url: string | undefined;
}

/** What is wrong with the files before any of them is read: none is left behind without a word. */
export function faultsOfFiles(ctx: Ctx, files: readonly Arrived[]): Wrong[] {
  const faults: Wrong[] = [];
  const stray = files.find(({ field }) => !named.test(field));
  if (stray) faults.push(wrong(ctx, 400, 'file-field', { field: stray.field.slice(0, 60) }));
  if (files.length > mostPhotos) faults.push(wrong(ctx, 400, 'too-many-files', { n: files.length, most: mostPhotos }));
  return faults;
}

/** The pictures as they stand in the pipeline, by their name there, or why a file cannot stand there. What cannot be had from its address is
 *  left out. */
export async function takeMedia(ctx: Ctx, { files, url }: Media): Promise<{ id: string }[] | Refusal> {
  const photos: { id: string }[] = [];
  for (const file of files) {
    const taken = await ctx.files.take(file.bytes, file.name, 'image');
    if (isRefusal(taken)) return taken;
    if (!photos.some(({ id }) => id === taken.id)) photos.push({ id: taken.id });
  }
  const fetched = url !== undefined && photos.length < mostPhotos ? await fetchPhoto(ctx, url) : undefined;
  return fetched ? [...photos, fetched] : photos;
}

async function fetchPhoto(ctx: Ctx, url: string): Promise<{ id: string } | undefined> {
  const answer = await outbound({ url, headers: { accept: 'image/*' } }, { ...waysOut(ctx.config), ...fetching });
  if (isRefusal(answer) || answer.status !== 200) return undefined;
  const taken = await ctx.files.take(answer.body, '', 'image');
  return isRefusal(taken) ? undefined : { id: taken.id };
}
