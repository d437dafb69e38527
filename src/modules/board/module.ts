import type { Module } from '../../commons/module.ts';
import { publish, withdraw } from './actions.ts';
import { states } from './news.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';

export const board: Module = {
  name: 'board',
  home: import.meta.url,
  personal,
  verbs: [publish, withdraw],
  forKeys: [publish, withdraw],
  routes,
  kinds: [
    {
      name: 'news',
      prefix: 'NOT',
      one: 'board.one',
      many: 'board.many',
      states,
      path: (code) => `/notizie/${code}`,
      comments: 'no',
    },
  ],
  menu: [{ label: 'board.many', href: '/notizie', order: 20 }],
  seed,
  tells: { 'board.publish': { around: true }, 'board.withdraw': { around: false } },
};
