import type { Module } from '../module.ts';
import { follow, readNotices, setRhythm, unfollow } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';
import { moveFollows } from './store-merge.ts';
import { jobs, mails, subscribers } from './tell.ts';
import { stopKey } from './token.ts';

export const notices: Module = {
  name: 'notices',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveFollows(ctx.db, from, into),
  verbs: [follow, unfollow, setRhythm, readNotices],
  routes,
  // What somebody follows is their own business.
  withheld: ['notices.follow', 'notices.unfollow', 'notices.set-rhythm', 'notices.mark-read'],
  subscribers,
  jobs,
  mails,
  prepare: async (db) => void (await stopKey({ db })),
  seed,
};
