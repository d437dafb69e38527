import { isRefusal } from '../../kernel/refusal.ts';
import { importOwners } from '../../modules/reports/bodies/actions-owners.ts';
import { type Command, doneOr } from './command.ts';
import { placeNamed, textOf } from './input.ts';

const usualMetres = '15';

/** Brings in a layer that says whose things are where: roads of the metropolis, mains of the water company. */
export const command: Command = {
  name: 'reports owners',
  takes: ['FILE.geojson'],
  options: [
    { name: 'body', value: 'CODE', required: true },
    { name: 'place', value: 'PLACE', required: true },
    { name: 'layer', value: 'NAME', required: true },
    { name: 'categories', value: 'CODES', required: true },
    { name: 'metres', value: 'N' },
  ],
  dryRun: true,
  run: async (call) => {
    const file = await textOf(call.needed('FILE.geojson'));
    if (isRefusal(file)) return file;
    const house = await call.open();
    const place = placeNamed(house, call.needed('place'));
    if (isRefusal(place)) return place;
    const act = call.dryRun ? house.rehearse : house.perform;
    const outcome = doneOr(
      call,
      await act(importOwners, {
        place: place.id,
        layer: call.needed('layer'),
        owner: call.needed('body'),
        categories: call
          .needed('categories')
          .split(',')
          .map((code) => code.trim()),
        metres: call.value('metres') ?? usualMetres,
        file,
      }),
    );
    if (outcome.refusal) return outcome.refusal;
    const { things, owner, before, elsewhere } = outcome.done;
    const { t } = call.words;
    return {
      value: outcome.done,
      lines: [
        t('commands.reports-owners.done', { n: things, owner, before }),
        ...(elsewhere > 0 ? [t('commands.reports-owners.elsewhere', { n: elsewhere, name: place.name })] : []),
      ],
    };
  },
};
