import { readFile } from 'node:fs/promises';
import { sendList } from '../../commons/registry/actions-lists.ts';
import { inPieces, landList } from '../../commons/registry/lists.ts';
import { readList } from '../../commons/registry/reading.ts';
import { findList, listRejects } from '../../commons/registry/store-lists.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { type Command, doneOr } from './command.ts';
import { placeNamed, unreadable } from './input.ts';

/** So many of the lines that were not taken are told. */
const toldRejects = 20;

/** Brings a municipality's own list of residents in, as the page does: what is wrong is told by line and reason, never by what stood there. */
export const command: Command = {
  name: 'registry import',
  takes: ['FILE.csv'],
  options: [
    { name: 'place', value: 'COMUNE', required: true },
    { name: 'valid-on', value: 'YYYY-MM-DD', required: true },
  ],
  dryRun: true,
  run: async (call) => {
    const { t } = call.words;
    const name = call.needed('FILE.csv');
    const file = await readFile(name).catch((error: unknown) => unreadable(name, error));
    if (isRefusal(file)) return file;
    const house = await call.open();
    const place = placeNamed(house, call.needed('place'));
    if (isRefusal(place)) return place;
    const tell = (n: number) => call.tell(t('commands.import.progress', { n }));
    if (call.dryRun) {
      const counts = await landList(house.ctx(), null, inPieces(file), tell);
      if (isRefusal(counts)) return counts;
      const { read, landed, rejected } = counts;
      return {
        value: { read, taken: landed, rejected },
        lines: [t('commands.registry-import.done', { read, taken: landed, rejected })],
      };
    }
    const sent = doneOr(call, await house.perform(sendList, { place: place.id, validOn: call.needed('valid-on'), file }));
    if (sent.refusal) return sent.refusal;
    await readList(house.ctx(), sent.done.id, tell);
    const list = (await findList(house.ctx().db, sent.done.id))!;
    if (list.state === 'failed') return refuse('commands.list-failed', 422, { reason: t(`registry.failed.${list.reason}`) });
    const { id, read, taken, rejected } = list;
    const rejects = await listRejects(house.ctx().db, id, toldRejects);
    return {
      value: { id, read, taken, rejected },
      lines: [
        t('commands.registry-import.done', { read, taken, rejected }),
        ...rejects.map(({ line, reason }) =>
          t('commands.registry-import.reject', { line, reason: t(`registry.reject.${reason}`) }),
        ),
      ],
    };
  },
};
