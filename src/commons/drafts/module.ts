import type { Module } from '../module.ts';
import { deleteExpired } from './store.ts';

export const drafts: Module = {
  name: 'drafts',
  home: import.meta.url,
  jobs: [{ name: 'drafts.forget', schedule: '17 3 * * *', run: async (ctx) => void (await deleteExpired(ctx.db, ctx.now)) }],
};
