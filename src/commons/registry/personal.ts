import { atATime, bases, copied, nobody, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { forgetSnapshots } from './store.ts';
import { forgetRequests } from './store-anpr.ts';
import { forgetFacts } from './store-facts.ts';
import { forgetLists } from './store-lists.ts';

const year = 365 * 86_400_000;

export const personal: Personal = {
  tables: {
    'registry.lists': {
      of: [{ person: 'imported_by' }],
      purpose: 'who sent a list of residents, and when',
      basis: bases.duty,
      kept: 'a year after another took its place',
      columns: {
        imported_by: copied('kept'),
        valid_on: copied('kept'),
        begun: copied('kept'),
        print: notCopied('the keyed hash of a file', 'kept'),
      },
      impersonal: 'place state reason',
    },
    'registry.listed': {
      of: [{ by: 'hash', table: 'identity.fiscal', key: 'hash' }],
      purpose: 'who belongs to a municipality, from its own register',
      basis: bases.task,
      kept: 'until another list takes its place, and a year',
      columns: {
        belongs: copied('kept'),
        hash: notCopied('the fiscal code under a key of the house: the code itself is not kept', 'kept'),
      },
      impersonal: 'list',
    },
    'registry.rejects': nobody,
    'registry.facts': {
      of: [{ person: 'person' }],
      purpose: 'where a person belongs and how old at least, as ANPR or an officer said it',
      basis: bases.task,
      kept: 'until it is out of time or another takes its place, and a year',
      columns: {
        person: copied('kept'),
        source: copied('kept'),
        place: copied('kept'),
        belongs: copied('kept'),
        as_of: copied('kept'),
        until: copied('kept'),
        born_by: copied('kept'),
        document: copied('kept'),
        reason: copied('kept'),
        made: copied('kept'),
        contested: copied('kept'),
        objection: copied('kept'),
        officer: copied('kept', { person: 'officer' }),
      },
      impersonal: 'id ended',
      erased: 'row',
    },
    'registry.codes': {
      of: [{ person: 'person' }],
      purpose: 'a code to be shown at the counter',
      basis: bases.task,
      kept: '15 minutes, half an hour once it was opened',
      columns: {
        person: copied('kept'),
        made: copied('kept'),
        expires: copied('kept'),
        place: copied('kept'),
        opened_by: copied('kept', { person: 'opened_by' }),
        hash: notCopied('the hash of a secret', 'kept'),
      },
      impersonal: 'check_id',
      erased: 'row',
    },
    'registry.requests': {
      of: [{ person: 'person' }],
      purpose: 'a question to ANPR that the person asked for',
      basis: bases.task,
      kept: 'the sealed fiscal code until there is an answer, a day at most; that it was asked, three months',
      columns: {
        person: copied('kept'),
        place: copied('kept'),
        asked: copied('kept'),
        done: copied('kept'),
        outcome: copied('kept'),
        code: notCopied('the fiscal code, sealed until there is an answer', 'kept'),
      },
      impersonal: 'id next_try tries',
      erased: 'row',
    },
    'registry.exchanges': nobody,
    'registry.rules': nobody,
    'registry.snapshots': {
      of: [{ person: 'person' }],
      purpose: 'that somebody who took part, or was refused, was judged by a rule',
      basis: bases.duty,
      kept: 'five years: as long as what was decided may be asked about',
      columns: {
        person: copied('kept'),
        day: copied('kept'),
        answer: copied('kept'),
        reasons: copied('kept'),
        source: copied('kept'),
        as_of: copied('kept'),
        made: copied('kept'),
        rule: notCopied('the digest of a rule', 'kept'),
      },
    },
  },
  rules: [
    {
      name: 'registry.lists',
      says: 'lists of residents that another took the place of, or that failed: a year (GDPR art. 5(1)(e))',
      run: (ctx) => forgetLists(ctx.db, new Date(ctx.now.getTime() - year), atATime),
    },
    {
      name: 'registry.facts',
      says: 'what ANPR or an officer said of residence and age: a year after it stopped counting',
      run: (ctx) => forgetFacts(ctx.db, new Date(ctx.now.getTime() - year), atATime),
    },
    {
      name: 'registry.requests',
      says: 'questions to ANPR: of a person three months, without a person 24 months',
      run: (ctx) =>
        forgetRequests(
          ctx.db,
          { done: new Date(ctx.now.getTime() - year / 4), at: new Date(ctx.now.getTime() - 2 * year) },
          atATime,
        ),
    },
    {
      name: 'registry.snapshots',
      says: 'what was answered of somebody by a rule: five years',
      run: (ctx) => forgetSnapshots(ctx.db, new Date(ctx.now.getTime() - 5 * year), atATime),
    },
  ],
};
