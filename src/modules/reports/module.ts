import { setCounter } from '../../commons/entries/store.ts';
import type { Module } from '../../commons/module.ts';
import { secret } from '../../kernel/ids.ts';
import { keepSecret } from '../../kernel/register/store.ts';
import { confirmReport, sendReport, supportReport } from './actions.ts';
import { importBatch } from './actions-import.ts';
import { answer, close, resolve, startWork, takeCharge } from './actions-office.ts';
import { categoriesSchema, categoryName, refusedCategories, usualCategories } from './category.ts';
import { lookUpBox } from './pages-receipt.tsx';
import { states } from './report.ts';
import { routes } from './routes.tsx';
import { seed } from './seed.ts';
import { countSupports } from './store.ts';

export const reports: Module = {
  name: 'reports',
  home: import.meta.url,
  verbs: [sendReport, confirmReport, supportReport, takeCharge, startWork, answer, resolve, close, importBatch],
  forKeys: [sendReport, takeCharge, startWork, answer, resolve, close],
  routes,
  kinds: [
    {
      name: 'report',
      prefix: 'SEG',
      one: 'reports.one',
      many: 'reports.many',
      states,
      path: (code) => `/segnalazioni/${code}`,
      comments: 'plain',
      topic: categoryName,
    },
  ],
  settings: [{ name: 'reports.categories', schema: categoriesSchema, otherwise: usualCategories, fault: refusedCategories }],
  menu: [
    { label: 'reports.many', href: '/segnalazioni', order: 10 },
    { label: 'reports.desk.menu', href: '/banco', order: 80 },
  ],
  onHome: lookUpBox,
  subscribers: [
    {
      name: 'reports.supports',
      verbs: ['reports.support'],
      run: async (ctx, acts) =>
        setCounter(
          ctx.db,
          'supports',
          await countSupports(
            ctx.db,
            acts.flatMap((act) => act.entry ?? []),
          ),
        ),
    },
  ],
  // Made once, before any transaction that could be undone uses it.
  prepare: async (db) => void (await keepSecret(db, 'receipts', Buffer.from(secret(32), 'base64url'))),
  seed,
  tells: {
    'reports.send': { around: true },
    'reports.take-charge': { around: false },
    'reports.answer': { around: false },
    'reports.start-work': { around: false },
    'reports.resolve': { around: false },
    'reports.close': { around: false },
  },
};
