import { bases, copied, nobody, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { forgetActsOf } from '../../kernel/personal/store-own.ts';
import { listMergedInto } from './store.ts';

export const personal: Personal = {
  tables: {
    'identity.fiscal': {
      of: [{ person: 'person' }],
      purpose: 'one person is one account, however they come in',
      basis: bases.task,
      kept: 'as long as the account',
      columns: {
        person: copied('kept'),
        since: copied('kept'),
        hash: notCopied('the fiscal code under a key of the house: the code itself is not kept', 'kept'),
      },
      erased: 'row',
    },
    'identity.proofs': {
      of: [{ person: 'person' }],
      purpose: 'how certain it is who a person is',
      basis: bases.task,
      kept: 'as long as the account',
      columns: {
        person: copied('kept'),
        source: copied('kept'),
        issuer: copied('kept'),
        level: copied('kept'),
        proven: copied('kept'),
        expires: copied('kept'),
      },
      erased: 'row',
    },
    'identity.requests': {
      of: [{ person: 'person' }],
      purpose: 'a sign-in that is under way at an identity provider',
      basis: bases.security,
      kept: '30 minutes',
      columns: {
        person: copied('kept'),
        source: copied('kept'),
        provider: copied('kept'),
        asked: copied('kept'),
        name: copied('kept'),
        email: copied('kept'),
        subject: notCopied('the account at the provider, hashed under a key of the house', 'kept'),
        browser: notCopied('the hash of the secret of a cookie', 'kept'),
        code: notCopied('the hash of a secret', 'kept'),
        fiscal: notCopied('the fiscal code under a key of the house', 'kept'),
      },
      impersonal: 'id protocol next taken reached',
      erased: 'row',
    },
    'identity.subjects': {
      of: [{ person: 'person' }],
      purpose: 'an account at a provider that opens this one',
      basis: bases.task,
      kept: 'as long as the account',
      columns: {
        person: copied('kept'),
        issuer: copied('kept'),
        since: copied('kept'),
        hash: notCopied('the account at the provider, hashed under a key of the house', 'kept'),
      },
      erased: 'row',
    },
    'identity.exchanges': nobody,
    'identity.merges': {
      of: [{ person: 'into_person' }, { person: 'from_person' }],
      purpose: 'two accounts that turned out to be of one person',
      basis: bases.task,
      kept: 'as long as the account',
      columns: { from_person: copied('kept'), into_person: copied('kept'), at: copied('kept') },
      erased: 'row',
    },
  },
  // What the accounts did that became part of this one: their acts still name them.
  erase: async (ctx, whose) => {
    for (const { from } of await listMergedInto(ctx.db, whose.person)) await forgetActsOf(ctx.db, from);
  },
};
