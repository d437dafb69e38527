import type { Module } from '../module.ts';
import { askProvider, receiveAnswer } from './actions-asking.ts';
import { disconnect, enterCertified, joinAccount, mergeAccounts } from './actions-entering.ts';
import { askOpenid, exchangeCode, takeCode } from './actions-openid.ts';
import { IdentityParts, WaysInPart } from './pages-parts.tsx';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { openidRoutes } from './routes-openid.ts';
import { trialRoutes } from './routes-trial.ts';
import { identitySettings } from './settings.ts';
import { forgetOld, listProofs, moveProofs } from './store.ts';
import { listSubjects } from './store-subjects.ts';

export const identity: Module = {
  name: 'identity',
  home: import.meta.url,
  personal,
  verbs: [askProvider, receiveAnswer, askOpenid, takeCode, exchangeCode, enterCertified, mergeAccounts, joinAccount, disconnect],
  routes: [...routes, ...openidRoutes, ...trialRoutes],
  settings: identitySettings,
  // Coming in is nobody's business.
  withheld: [
    'identity.ask',
    'identity.receive',
    'identity.ask-openid',
    'identity.take-code',
    'identity.exchange',
    'identity.enter',
    'identity.merge',
    'identity.join',
    'identity.disconnect',
  ],
  jobs: [{ name: 'identity.forget-old', schedule: '27 3 * * *', run: (ctx) => forgetOld(ctx.db, ctx.now) }],
  merge: (ctx, from, into) => moveProofs(ctx.db, from, into),
  onSignIn: (ctx, next) => WaysInPart({ ctx, next }),
  onProfile: async (ctx) =>
    IdentityParts({
      ctx,
      proofs: await listProofs(ctx.db, ctx.actor.person!, ctx.now),
      subjects: await listSubjects(ctx.db, ctx.actor.person!),
    }),
};
