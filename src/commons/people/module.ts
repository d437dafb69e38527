import type { Module } from '../module.ts';
import { createKey, endRole, giveRole, invite, rename, revokeKey, setPassword } from './actions.ts';
import {
  askLink,
  endSession,
  enterAsDemo,
  enterWithLink,
  enterWithPassword,
  leave,
  leaveEverywhere,
} from './actions-entering.ts';
import {
  addPasskey,
  confirmCodes,
  endSessionsOfOther,
  enterWithPasskey,
  proveSecond,
  removeCodes,
  removePasskey,
  renewRecoveryCodes,
  resetSecond,
  startCodes,
} from './actions-second.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { keyRoutes } from './routes-keys.ts';
import { secondRoutes } from './routes-second.ts';
import { seed } from './seed.ts';
import { mergePeople } from './store-certified.ts';
import { forgetExpired } from './store-sessions.ts';

export const people: Module = {
  name: 'people',
  home: import.meta.url,
  personal,
  collects: ['people.account'],
  merge: (ctx, from, into) => mergePeople(ctx.db, from, into, ctx.now),
  verbs: [
    askLink,
    enterWithLink,
    enterWithPassword,
    enterAsDemo,
    leave,
    leaveEverywhere,
    endSession,
    enterWithPasskey,
    addPasskey,
    removePasskey,
    startCodes,
    confirmCodes,
    removeCodes,
    renewRecoveryCodes,
    proveSecond,
    resetSecond,
    endSessionsOfOther,
    rename,
    setPassword,
    invite,
    giveRole,
    endRole,
    createKey,
    revokeKey,
  ],
  routes: [...routes, ...secondRoutes, ...keyRoutes],
  // Coming, going and the own account; roles and keys, which give power, are shown.
  withheld: [
    'people.ask-link',
    'people.enter-with-link',
    'people.enter-with-password',
    'people.enter-as-demo',
    'people.leave',
    'people.leave-everywhere',
    'people.end-session',
    'people.enter-with-passkey',
    'people.add-passkey',
    'people.remove-passkey',
    'people.start-codes',
    'people.confirm-codes',
    'people.remove-codes',
    'people.renew-recovery-codes',
    'people.prove-second',
    'people.reset-second',
    'people.end-sessions-of',
    'people.rename',
    'people.set-password',
    'people.invite',
  ],
  jobs: [{ name: 'people.forget-expired', schedule: '17 3 * * *', run: (ctx) => forgetExpired(ctx.db, ctx.now) }],
  menu: [{ label: 'people.admin.title', href: '/persone', order: 80 }],
  seed,
};
