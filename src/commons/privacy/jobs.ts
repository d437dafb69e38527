import type { Ctx } from '../../kernel/context.ts';
import { performVerb } from '../../kernel/http/routes.ts';
import type { Job } from '../../kernel/room.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { findPerson } from '../people/store.ts';
import { lockPerson } from '../people/store-erasing.ts';
import { finishExport } from './actions.ts';
import { retain } from './actions-erasing.ts';
import { makeCopy } from './copy.tsx';
import { addErasure, erasureFile } from './erasure-list.ts';
import { listParcels, removeParcel, writeParcel } from './parcel.ts';
import { closeExports, findAskedExport, openAmong } from './store.ts';

const hour = 3_600_000;

/** A copy that nobody takes does not lie about. */
const waits = 72 * hour;
/** One that was never made may be asked for again. */
const made = 24 * hour;

export const jobs: readonly Job[] = [
  { name: 'privacy.make-copy', run: makeAsked },
  { name: 'privacy.sweep', schedule: '*/5 * * * *', run: sweep },
  { name: 'privacy.forget', schedule: '47 3 * * *', run: forget },
  {
    name: 'privacy.list-erasure',
    run: (ctx, data: { person: string; words: boolean; at: string }) =>
      addErasure(erasureFile(ctx.config), { ...data, at: new Date(data.at) }),
  },
];

async function makeAsked(ctx: Ctx, { id }: { id: string }): Promise<void> {
  const asked = await findAskedExport(ctx.db, id);
  const person = asked && (await findPerson(ctx.db, asked.person));
  const found = person && (await lockPerson(ctx.db, person.id));
  if (!found) return;
  const bytes = await makeCopy({ ...ctx, words: wordsFor(person.language) }, { person: person.id, addresses: found.addresses });
  await writeParcel(ctx, id, bytes);
  const outcome = await performVerb(ctx, finishExport, { id, bytes: bytes.length });
  // Erased or given up meanwhile.
  if (!('done' in outcome)) await removeParcel(ctx, id);
}

/** Files of copies that are out of time, were taken, or whose person was erased. */
async function sweep(ctx: Ctx): Promise<void> {
  const at = ctx.now.getTime();
  await closeExports(ctx.db, { now: ctx.now, ready: new Date(at - waits), asked: new Date(at - made) });
  const there = await listParcels(ctx);
  const open = new Set(await openAmong(ctx.db, there));
  for (const id of there) if (!open.has(id)) await removeParcel(ctx, id);
}

/** Round after round, until nothing is left that was kept long enough. */
async function forget(ctx: Ctx): Promise<void> {
  for (let rounds = 0; rounds < 500; rounds++) {
    const outcome = await performVerb(ctx, retain, {});
    if (!('done' in outcome)) throw new Error('what was kept long enough could not be forgotten');
    if (!outcome.done.more) return;
  }
}
