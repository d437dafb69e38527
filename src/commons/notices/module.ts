import type { Module } from '../module.ts';
import { follow, readNotices, setRhythm, unfollow } from './actions.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';
import { jobs, mails, subscribers } from './tell.ts';

export const notices: Module = {
  name: 'notices',
  home: import.meta.url,
  verbs: [follow, unfollow, setRhythm, readNotices],
  routes,
  subscribers,
  jobs,
  mails,
  seed,
};
