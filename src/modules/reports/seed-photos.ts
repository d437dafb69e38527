import type { NewAttachment } from '../../commons/attachments/store.ts';
import { insertAttachments } from '../../commons/attachments/store.ts';
import type { Ctx } from '../../kernel/context.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import type { Life } from './seed.ts';
import { type Scene, scenes } from './seed-words.ts';

/** One report in so many has a picture of its kind of problem. */
const every = 7;

/** Drawn pictures, taken in like any photo, for a share of the reports. Says what it did in the act of the sending, which is yet to be written. */
export async function seedPhotos(ctx: Ctx, lives: readonly Life[]): Promise<void> {
  const files = new Map<Scene, { id: string; name: string; width: number | null; height: number | null }>();
  for (const scene of scenes) {
    const taken = await ctx.files.take(await drawn(scene), 'foto.png', 'image');
    if (isRefusal(taken)) throw new Error(`a picture of the demo was refused: ${taken.code}`);
    files.set(scene, taken);
  }
  const photos: NewAttachment[] = [];
  for (const [i, { report, acts }] of lives.entries()) {
    const own = scenes.filter(({ kind }) => kind === report.topic);
    if (i % every > 0 || own.length === 0) continue;
    const scene = own[(i / every) % own.length]!;
    const { id: file, name, width, height } = files.get(scene)!;
    acts[0]!.public['photos'] = 1;
    const now = new Date(report.published);
    photos.push({
      id: ctx.id(),
      entry: report.id,
      file,
      kind: 'image',
      name,
      alt: scene.alt,
      width,
      height,
      act: null,
      // A likeness of drawings would say nothing of the places.
      print: null,
      now,
    });
  }
  await insertAttachments(ctx.db, photos);
}

async function drawn({ picture }: Scene): Promise<Buffer> {
  // The library that makes pictures comes with the first that is needed, as in kernel/files.
  const { default: sharp } = await import('sharp');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" viewBox="0 0 64 48">${picture}</svg>`;
  return sharp(Buffer.from(svg)).png({ compressionLevel: 1 }).toBuffer();
}
