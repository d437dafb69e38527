import type { Module } from '../module.ts';
import { dismiss, flag, hide, restore } from './actions.ts';
import { routes } from './routes.ts';
import { followPlaces } from './store.ts';

export const moderation: Module = {
  name: 'moderation',
  home: import.meta.url,
  verbs: [flag, hide, restore, dismiss],
  routes,
  menu: [{ label: 'moderation.menu', href: '/moderazione', order: 85 }],
  subscribers: [
    {
      name: 'moderation.places',
      run: (ctx, acts) => followPlaces(ctx.db, [...new Set(acts.flatMap((act) => act.entry ?? []))]),
    },
  ],
};
