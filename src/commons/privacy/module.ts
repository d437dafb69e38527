import Type from 'typebox';
import type { Module } from '../module.ts';
import { askExport, finishExport, offerExport, publishNotice, takeExport } from './actions.ts';
import { erase, replayErasure, retain } from './actions-erasing.ts';
import { jobs } from './jobs.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { noticeRoutes } from './routes-notices.ts';
import { moveNotices } from './store.ts';

const line = (more: object = {}) => Type.Optional(Type.String({ maxLength: 200, ...more }));

export const privacy: Module = {
  name: 'privacy',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveNotices(ctx.db, from, into),
  verbs: [askExport, finishExport, offerExport, takeExport, erase, replayErasure, retain, publishNotice],
  routes: [...routes, ...noticeRoutes],
  // What somebody does with the own data; notices and what is forgotten by itself are shown.
  withheld: [
    'privacy.ask-export',
    'privacy.finish-export',
    'privacy.offer-export',
    'privacy.take-export',
    'privacy.erase',
    'privacy.replay-erasure',
  ],
  jobs,
  settings: [
    {
      name: 'privacy.dpo',
      schema: Type.Object(
        {
          name: line(),
          address: line(),
          phone: line({ pattern: '^[+0-9][0-9 ./-]{2,}$' }),
          email: line({ format: 'email' }),
        },
        { additionalProperties: false },
      ),
      otherwise: {},
    },
  ],
};
