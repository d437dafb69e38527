import Type from 'typebox';
import type { Module } from '../module.ts';
import { addDocument, ask, correct, register, removeDocument } from './actions.ts';
import { acceptInvitation, announceEnd, endDelegation, inviteDelegate, withdrawInvitation } from './actions-delegates.ts';
import { askMore, close, refuseIt, resume, suspend, verify } from './actions-office.ts';
import { announceEnds } from './jobs.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { askedRoutes } from './routes-asked.ts';
import { delegateRoutes } from './routes-delegates.ts';
import { seed } from './seed.ts';
import { moveDelegates } from './store-merge.ts';

export const organisations: Module = {
  name: 'organisations',
  home: import.meta.url,
  personal,
  merge: (ctx, from, into) => moveDelegates(ctx.db, from, into, ctx.now),
  verbs: [
    register,
    ask,
    correct,
    addDocument,
    removeDocument,
    verify,
    refuseIt,
    askMore,
    suspend,
    resume,
    close,
    inviteDelegate,
    withdrawInvitation,
    acceptInvitation,
    endDelegation,
    announceEnd,
  ],
  routes: [...askedRoutes, ...delegateRoutes, ...routes],
  // Of what is not verified, and of who is invited, nobody is told that it is there.
  withheld: [
    'organisations.ask',
    'organisations.correct',
    'organisations.add-document',
    'organisations.remove-document',
    'organisations.ask-more',
    'organisations.refuse',
    'organisations.invite-delegate',
    'organisations.withdraw-invitation',
  ],
  powers: ['represent', 'speak'],
  collects: ['organisations.organisation'],
  settings: [{ name: 'organisations.answer-days', schema: Type.Integer({ minimum: 1, maximum: 30 }), otherwise: 10 }],
  jobs: [{ name: 'organisations.announce-ends', schedule: '20 6 * * *', run: announceEnds }],
  seed,
};
