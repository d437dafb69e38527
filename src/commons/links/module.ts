import type { Module } from '../module.ts';
import { connect, disconnect } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { moveLinks } from './store-merge.ts';

export const links: Module = {
  name: 'links',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveLinks(ctx.db, from, into),
  verbs: [connect, disconnect],
  forKeys: [connect, disconnect],
  routes,
};
