import type { Module } from '../module.ts';
import { createKey, endRole, giveRole, invite, rename, revokeKey, setPassword } from './actions.ts';
import { askLink, enterAsDemo, enterWithLink, enterWithPassword, leave, leaveEverywhere } from './actions-entering.ts';
import { routes } from './routes.ts';
import { keyRoutes } from './routes-keys.ts';
import { seed } from './seed.ts';
import { forgetExpired } from './store-sessions.ts';

export const people: Module = {
  name: 'people',
  home: import.meta.url,
  verbs: [
    askLink,
    enterWithLink,
    enterWithPassword,
    enterAsDemo,
    leave,
    leaveEverywhere,
    rename,
    setPassword,
    invite,
    giveRole,
    endRole,
    createKey,
    revokeKey,
  ],
  routes: [...routes, ...keyRoutes],
  jobs: [{ name: 'people.forget-expired', schedule: '17 3 * * *', run: (ctx) => forgetExpired(ctx.db, ctx.now) }],
  menu: [{ label: 'people.admin.title', href: '/persone', order: 80 }],
  seed,
};
