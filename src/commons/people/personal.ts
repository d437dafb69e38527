import { atATime, bases, copied, nobody, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { forgetOldActs } from '../../kernel/personal/store-own.ts';
import { emptyPerson, endRolesOf } from './store-erasing.ts';

/** Acts that say when a person came. */
const coming = ['people.enter-with-link', 'people.enter-with-password', 'people.enter-with-passkey', 'people.enter-as-demo'];
const year = 365 * 86_400_000;

export const personal: Personal = {
  tables: {
    'people.people': {
      of: [{ person: 'id' }],
      purpose: 'the account: to know who speaks and to answer',
      basis: bases.task,
      kept: 'until the account is erased; then the empty row, so that what was signed still counts',
      columns: {
        id: copied('kept'),
        name: copied('emptied'),
        email: copied('emptied'),
        email_typed: copied('emptied'),
        language: copied('kept'),
        assurance: copied('kept'),
        created: copied('kept'),
      },
    },
    'people.credentials': {
      of: [{ person: 'person' }],
      purpose: 'signing in with a password',
      basis: bases.security,
      kept: 'as long as the account',
      columns: {
        person: copied('kept'),
        kind: copied('kept'),
        changed: copied('kept'),
        secret: notCopied('the hash of the password', 'kept'),
      },
      erased: 'row',
    },
    'people.sessions': {
      of: [{ person: 'person' }],
      purpose: 'staying signed in, and seeing where one is',
      basis: bases.security,
      kept: '30 days at most',
      columns: {
        person: copied('kept'),
        agent: copied('kept'),
        created: copied('kept'),
        seen: copied('kept'),
        id: notCopied('the hash of the secret of the cookie', 'kept'),
      },
      erased: 'row',
    },
    'people.passkeys': {
      of: [{ person: 'person' }],
      purpose: 'signing in with a passkey',
      basis: bases.security,
      kept: 'until the person removes it',
      columns: {
        person: copied('kept'),
        name: copied('kept'),
        added: copied('kept'),
        used: copied('kept'),
        id: notCopied('names the key pair to its device', 'kept'),
        public_key: notCopied('the public half of a key pair', 'kept'),
      },
      impersonal: 'transports',
      erased: 'row',
    },
    'people.code_apps': {
      of: [{ person: 'person' }],
      purpose: 'a second proof with the codes of an app',
      basis: bases.security,
      kept: 'until the person removes it',
      columns: {
        person: copied('kept'),
        made: copied('kept'),
        secret: notCopied('makes the codes', 'kept'),
      },
      erased: 'row',
    },
    'people.recovery_codes': {
      of: [{ person: 'person' }],
      purpose: 'a second proof when the app is lost',
      basis: bases.security,
      kept: 'until the person makes others',
      columns: { person: copied('kept'), used: copied('kept'), hash: notCopied('the hash of a code', 'kept') },
      erased: 'row',
    },
    'people.answered_challenges': nobody,
    'people.email_links': {
      of: [{ address: 'email' }],
      purpose: 'proving an address',
      basis: bases.security,
      kept: 'half an hour, and until the night',
      columns: {
        email: copied('kept'),
        email_typed: copied('kept'),
        created: copied('kept'),
        hash: notCopied('the hash of the secret of the link', 'kept'),
      },
      impersonal: 'purpose next',
      erased: 'row',
    },
    'people.roles': {
      of: [{ person: 'person' }],
      purpose: 'who may do what, and since when',
      basis: bases.duty,
      kept: 'for ever: who answered for an office',
      columns: { person: copied('kept'), role: copied('kept'), since: copied('kept'), until: copied('kept') },
    },
    'people.api_keys': {
      of: [{ person: 'made_by' }],
      purpose: 'who answers for the key of another computer',
      basis: bases.security,
      kept: 'for ever: what a key did stays',
      columns: {
        made_by: copied('kept'),
        created: copied('kept'),
        hash: notCopied('the hash of the key', 'kept'),
      },
      impersonal: 'name verbs',
    },
  },
  erase: async (ctx, whose) => {
    await endRolesOf(ctx.db, whose.person, ctx.now);
    await emptyPerson(ctx.db, whose.person, ctx.now);
  },
  rules: [
    {
      name: 'people.coming',
      says: 'who signed in, and when: twelve months (Garante, 27 November 2008 asks for six at least of administrators); the acts stay and open nothing',
      run: (ctx) => forgetOldActs(ctx.db, coming, new Date(ctx.now.getTime() - year), atATime),
    },
  ],
};
