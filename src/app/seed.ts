import { readFileSync } from 'node:fs';
import { doneStates } from '../commons/entries/kind.ts';
import { computeFigures, rollUpTallies } from '../commons/entries/store-figures.ts';
import { computeYear } from '../commons/entries/store-year.ts';
import type { SeedSize } from '../commons/module.ts';
import { importAreas, importTerritory } from '../commons/territory/actions.ts';
import { territoryOf } from '../commons/territory/territory.ts';
import type { Ctx } from '../kernel/context.ts';
import { findSecret, keepSecret, skipHistory } from '../kernel/register/store.ts';
import type { House } from './build.ts';
import { rooms } from './modules.ts';

/** Valdarena, the invented metropolis: its territory, then what each room adds, in the order of the rooms. */
export async function seed(house: House, size: SeedSize, tell: (line: string) => void): Promise<void> {
  if (!territoryOf(house.ctx()).metropolis) {
    tell('Valdarena: 14 municipalities');
    const done = await house.perform(importTerritory, {
      metropolis: 'Città metropolitana di Valdarena',
      file: geography('valdarena'),
      demo: true,
    });
    if (!('done' in done)) throw new Error(`the demo territory was refused: ${JSON.stringify(done)}`);
    const districts = JSON.parse(geography('valdarena-contesto'));
    districts.features = districts.features.filter(
      (feature: { properties: { kind: string } }) => feature.properties.kind === 'quartiere',
    );
    await house.perform(importAreas, { name: 'Quartieri', file: JSON.stringify(districts) });
  }
  for (const room of rooms) {
    await house.database.db
      .transaction()
      .execute((trx) => room.seed?.(inTransaction(house.ctx(), trx), size, tell) ?? Promise.resolve());
  }
  // What was seeded is history: nobody is to be told of it.
  await skipHistory(house.database.db);
  while ((await rollUpTallies(house.database.db)) > 0);
  await computeFigures(house.database.db, house.ctx().now, territoryOf(house.ctx()).metropolis!.id);
  await computeYear(house.database.db, house.ctx().now, territoryOf(house.ctx()).metropolis!.id, doneStates());
  await keepSecret(house.database.db, 'seeded', Buffer.from(size));
  await house.reload();
}

/** Is the demo there as a whole? A first start that was cut short is taken up again. */
export async function isSeeded(house: House): Promise<boolean> {
  return (await findSecret(house.database.db, 'seeded')) !== undefined;
}

function inTransaction(ctx: Ctx, trx: Ctx['db']): Ctx {
  return { ...ctx, db: trx };
}

function geography(name: string): string {
  return readFileSync(new URL(`./geography/${name}.geojson`, import.meta.url), 'utf8');
}
