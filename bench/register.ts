/** A register of so many acts, written and sealed by the house's own code. */
import type { House } from '../src/app/build.ts';
import { writeHistory } from '../src/kernel/register/register.ts';
import { skipHistory } from '../src/kernel/register/store.ts';
import { findHead } from '../src/kernel/register/store-seal.ts';
import type { Addition } from './worlds.ts';

export interface Thing {
  id: string;
  code: string;
  place: string;
}

/** Acts until there are so many leaves; nobody is told of them. */
export function registerOf(acts: number): Addition {
  return {
    name: `register_${acts}`,
    add: async (house) => {
      const { db } = house.database;
      const things = await thingsOf(house);
      for (let many = (await findHead(db))?.size ?? 0; many < acts; many += 2_000) {
        await writeActs(house, things, Math.min(2_000, acts - many), many);
        if (many % 100_000 < 2_000) console.log(`  ${many} acts written`);
      }
      await skipHistory(db);
      const begun = performance.now();
      const sealed = await house.sealer.seal();
      const seconds = (performance.now() - begun) / 1000;
      console.log(`  ${sealed} acts sealed in ${seconds.toFixed(0)} s, ${(sealed / seconds).toFixed(0)}/s`);
    },
  };
}

/** Acts on reports, public and not, of people and of nobody, as verbs write them; no subscriber knows their verb. */
export function writeActs(house: House, things: readonly Thing[], many: number, from: number): Promise<void> {
  return house.database.db.transaction().execute((trx) =>
    writeHistory(
      { ...house.ctx(), db: trx },
      Array.from({ length: many }, (_, i) => {
        const { id, code, place } = things[(from + i) % things.length]!;
        const facts = { kind: 'report', category: 'roads', state: 'in-progress', due: '2026-12-31' };
        return { verb: 'bench.act', entry: id, code, place, at: new Date(), public: facts, private: { n: from + i } };
      }),
    ),
  );
}

export async function thingsOf(house: House): Promise<Thing[]> {
  const { rows } = await house.database.pool.query(
    "select id, code, place from entries.entries where kind = 'report' order by id",
  );
  return rows;
}
