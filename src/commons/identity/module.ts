import type { Module } from '../module.ts';
import { askProvider, receiveAnswer } from './actions-asking.ts';
import { enterCertified, mergeAccounts } from './actions-entering.ts';
import { ProofsPart, WaysInPart } from './pages-parts.tsx';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { trialRoutes } from './routes-trial.ts';
import { identitySettings } from './settings.ts';
import { forgetOld, listProofs, moveProofs } from './store.ts';

export const identity: Module = {
  name: 'identity',
  home: import.meta.url,
  personal,
  verbs: [askProvider, receiveAnswer, enterCertified, mergeAccounts],
  routes: [...routes, ...trialRoutes],
  settings: identitySettings,
  // Coming in is nobody's business.
  withheld: ['identity.ask', 'identity.receive', 'identity.enter', 'identity.merge'],
  jobs: [{ name: 'identity.forget-old', schedule: '27 3 * * *', run: (ctx) => forgetOld(ctx.db, ctx.now) }],
  merge: (ctx, from, into) => moveProofs(ctx.db, from, into),
  onSignIn: (ctx, next) => WaysInPart({ ctx, next }),
  onProfile: async (ctx) => ProofsPart({ ctx, proofs: await listProofs(ctx.db, ctx.actor.person!, ctx.now) }),
};
