import type { Module } from '../module.ts';
import { destroyFiles, personal } from './personal.ts';
import { deleteExpired } from './store.ts';

export const drafts: Module = {
  name: 'drafts',
  home: import.meta.url,
  personal,
  jobs: [
    {
      name: 'drafts.forget',
      schedule: '17 3 * * *',
      atomic: true,
      run: async (ctx) => destroyFiles(ctx, await deleteExpired(ctx.db, ctx.now)),
    },
  ],
};
