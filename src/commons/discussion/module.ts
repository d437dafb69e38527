import { setCounter } from '../entries/store.ts';
import type { Module } from '../module.ts';
import { comment, edit, takeBackThanks, thank, withdraw } from './actions.ts';
import { routes } from './routes.ts';
import { countComments } from './store.ts';

export const discussion: Module = {
  name: 'discussion',
  home: import.meta.url,
  verbs: [comment, edit, withdraw, thank, takeBackThanks],
  routes,
  subscribers: [
    {
      name: 'discussion.counts',
      verbs: ['discussion.comment', 'discussion.withdraw', 'moderation.hide', 'moderation.restore'],
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
