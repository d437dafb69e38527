import { setCounter } from '../entries/store.ts';
import type { Module } from '../module.ts';
import { comment, edit, takeBackThanks, thank, withdraw } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { countComments } from './store.ts';
import { moveComments } from './store-merge.ts';

export const discussion: Module = {
  name: 'discussion',
  home: import.meta.url,
  personal,
  collects: ['discussion.comment'],
  merge: (ctx, from, into) => moveComments(ctx.db, from, into),
  verbs: [comment, edit, withdraw, thank, takeBackThanks],
  routes,
  // Who thanked whom is counted, and told to nobody.
  withheld: ['discussion.thank', 'discussion.take-back-thanks'],
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
