import type { Db } from '../../kernel/context.ts';
import type { Module } from '../module.ts';
import { territoryOf } from '../territory/territory.ts';
import { allKinds, doneStates } from './kind.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { wordsOf } from './search.ts';
import { ensureSequences, keepWords, titlesOf } from './store.ts';
import { computeFigures, rollUpTallies } from './store-figures.ts';
import { moveAuthor } from './store-merge.ts';
import { computeYear } from './store-year.ts';

export const entries: Module = {
  name: 'entries',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveAuthor(ctx.db, from, into),
  routes,
  subscribers: [
    {
      name: 'entries.tallies',
      run: async (ctx) => {
        while ((await rollUpTallies(ctx.db)) === 20_000);
      },
    },
    {
      name: 'entries.words',
      run: async (ctx, acts) => {
        const ids = [...new Set(acts.flatMap((act) => (act.entry ? [act.entry] : [])))];
        if (ids.length === 0) return;
        const words = new Set(
          (await titlesOf(ctx.db, ids))
            .flatMap((text) => wordsOf(text, 200))
            .filter((word) => word.length > 2 && !/^\d+$/.test(word)),
        );
        await keepWords(ctx.db, [...words]);
      },
    },
  ],
  jobs: [
    { name: 'entries.years', schedule: '30 3 * * *', run: (ctx) => countedYears(ctx.db, ctx.now) },
    {
      name: 'entries.figures',
      schedule: '*/10 * * * *',
      run: async (ctx) => {
        const { metropolis } = territoryOf(ctx);
        if (metropolis) await computeFigures(ctx.db, ctx.now, metropolis.id);
      },
    },
    {
      name: 'entries.year',
      schedule: '5 * * * *',
      run: async (ctx) => {
        const { metropolis } = territoryOf(ctx);
        if (metropolis) await computeYear(ctx.db, ctx.now, metropolis.id, doneStates());
      },
    },
  ],
  prepare: countedYears,
};

/** The numbers of public codes begin anew each year; a server may run through more than one. */
function countedYears(db: Db, now: Date): Promise<void> {
  const prefixes = allKinds().map((kind) => kind.prefix);
  return ensureSequences(db, prefixes, now);
}
