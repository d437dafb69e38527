import type { Module } from '../module.ts';
import { dismiss, flag, hide, restore } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { followPlaces } from './store.ts';
import { moveFlags } from './store-merge.ts';

export const moderation: Module = {
  name: 'moderation',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveFlags(ctx.db, from, into),
  verbs: [flag, hide, restore, dismiss],
  routes,
  // Who flagged is told to nobody; of few flags not even how many there were (figures.ts).
  withheld: ['moderation.flag', 'moderation.dismiss'],
  menu: [{ label: 'moderation.menu', href: '/moderazione', order: 85 }],
  subscribers: [
    {
      name: 'moderation.places',
      run: (ctx, acts) => followPlaces(ctx.db, [...new Set(acts.flatMap((act) => act.entry ?? []))]),
    },
  ],
};
