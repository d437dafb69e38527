import type { Module } from '../module.ts';
import { checkMyself } from './actions.ts';
import { askAnpr, takeAnswer } from './actions-anpr.ts';
import { contest, endCheck, makeCode, openCheck, recordCheck } from './actions-counter.ts';
import { finishList, giveUpList, sendList } from './actions-lists.ts';
import { jobs } from './jobs.ts';
import { counter } from './pages-counter.tsx';
import { ProfilePart } from './pages-own.tsx';
import { personal } from './personal.ts';
import { counterRoutes } from './routes-counter.ts';
import { listRoutes } from './routes-lists.ts';
import { ownRoutes } from './routes-own.ts';
import { seed } from './seed.ts';
import { registrySettings } from './settings.ts';
import { moveSnapshots } from './store.ts';
import { moveFacts } from './store-facts.ts';
import { moveLists } from './store-lists.ts';

export const registry: Module = {
  name: 'registry',
  home: import.meta.url,
  personal,
  collects: ['registry.residence'],
  verbs: [
    sendList,
    finishList,
    giveUpList,
    makeCode,
    openCheck,
    recordCheck,
    endCheck,
    contest,
    askAnpr,
    takeAnswer,
    checkMyself,
  ],
  routes: [...ownRoutes, ...counterRoutes, ...listRoutes],
  // Lists are a municipality's act; who asked, was seen or was judged is nobody's business.
  withheld: [
    'registry.make-code',
    'registry.open-check',
    'registry.record-check',
    'registry.end-check',
    'registry.contest',
    'registry.ask-anpr',
    'registry.take-answer',
    'registry.check',
  ],
  jobs,
  settings: registrySettings,
  menu: [{ label: 'registry.counter.title', href: counter, order: 75 }],
  merge: async (ctx, from, into) => {
    await moveFacts(ctx.db, from, into, ctx.now);
    await moveSnapshots(ctx.db, from, into);
    await moveLists(ctx.db, from, into);
  },
  onProfile: async (ctx) => ProfilePart({ ctx }),
  seed,
};
