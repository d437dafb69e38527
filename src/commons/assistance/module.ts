import type { Module } from '../module.ts';
import { close, end, endExpired, makeCode, open } from './actions.ts';
import { openBatch } from './actions-batches.ts';
import { ProfilePart } from './pages.tsx';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { moveAssistance } from './store.ts';

export const assistance: Module = {
  name: 'assistance',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveAssistance(ctx.db, from, into),
  verbs: [makeCode, open, openBatch, close, end],
  routes,
  withheld: ['assistance.make-code'],
  collects: ['assistance.counter'],
  jobs: [{ name: 'assistance.end-expired', schedule: '*/5 * * * *', run: endExpired }],
  menu: [{ label: 'assistance.counter', href: '/sportello', order: 82 }],
  onProfile: async (ctx) => ProfilePart({ ctx }),
};
