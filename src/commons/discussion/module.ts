import { setCounter } from '../entries/store.ts';
import type { Module } from '../module.ts';
import { comment, edit, thank } from './actions.ts';
import { routes } from './routes.ts';
import { countComments } from './store.ts';

export const discussion: Module = {
  name: 'discussion',
  home: import.meta.url,
  verbs: [comment, edit, thank],
  routes,
  subscribers: [
    {
      name: 'discussion.counts',
      verbs: ['discussion.comment', 'moderation.hide', 'moderation.restore'],
      run: async (ctx, acts) => {
        const entries = [...new Set(acts.flatMap((act) => act.entry ?? []))];
        await setCounter(ctx.db, 'comments', await countComments(ctx.db, entries));
      },
    },
  ],
  tells: {
    'discussion.comment': { around: false },
  },
};
