import type { Module } from '../module.ts';
import { addDelegate, endDelegation, register } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';
import { moveDelegates } from './store-merge.ts';

export const organisations: Module = {
  name: 'organisations',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveDelegates(ctx.db, from, into, ctx.now),
  verbs: [register, addDelegate, endDelegation],
  routes,
  seed,
};
