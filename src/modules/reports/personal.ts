import { takeAttachmentsBack } from '../../commons/attachments/personal.ts';
import { wordsOf } from '../../commons/entries/search.ts';
import { emptyEntries, forgetWords, listToEmpty, listWrittenBy } from '../../commons/entries/store-erasing.ts';
import { settingOf } from '../../commons/settings/settings.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { atATime, bases, copied, nobody, notCopied, type Personal, type Whose } from '../../kernel/personal/personal.ts';
import { forgetUnsigned } from '../../kernel/personal/store-own.ts';
import { emptyDescriptions, forgetContacts } from './store-erasing.ts';

/** Told with an address, before it was confirmed: the act was nobody's. */
const unsigned = ['reports.send', 'reports.confirm'];
const contact = { address: 'contact_email' } as const;
const office = 'what an office writes or does, which is its own';

export const personal: Personal = {
  tables: {
    'reports.reports': {
      of: [{ by: 'id', table: 'entries.entries', key: 'id' }],
      purpose: 'a problem told, and whom to answer',
      basis: bases.task,
      kept: 'for ever, as part of the public record; the contacts of whoever has no account, some months after the closing (setting)',
      columns: {
        description: copied('words'),
        channel: copied('kept'),
        contact_name: copied('emptied', contact),
        contact_email: copied('emptied', contact),
        confirmation: notCopied('the hash of the secret of a link', 'emptied', contact),
        receipt: notCopied('the hash of the receipt, which only the reporter has', 'kept'),
        key: notCopied('names one sending of a form', 'kept'),
        assignee: notCopied(office, 'kept'),
      },
      impersonal: 'source source_id source_said',
    },
    'reports.answers': {
      of: [{ by: 'report', table: 'entries.entries', key: 'id' }],
      purpose: 'answers to the questions of a kind of problem, for the office alone',
      basis: bases.task,
      kept: 'as long as the account of whoever told it',
      columns: { asked: copied('kept'), said: copied('emptied') },
      impersonal: 'question',
    },
    'reports.supports': {
      of: [{ person: 'person' }],
      purpose: '«anche a me», once for each person',
      basis: bases.task,
      kept: 'as long as the report',
      columns: { person: copied('kept'), report: copied('kept'), assurance: copied('kept'), at: copied('kept') },
    },
    'reports.questions': {
      of: [{ by: 'report', table: 'entries.entries', key: 'id' }],
      purpose: 'whether the problem really is gone',
      basis: bases.task,
      kept: 'as long as the report',
      columns: {
        fixed: copied('kept'),
        asked: copied('kept'),
        token: notCopied('the hash of the secret of a link', 'kept'),
      },
    },
    'reports.internal_notes': {
      of: [{ person: 'person' }],
      purpose: 'what the office writes for itself',
      basis: bases.duty,
      kept: 'as long as the report',
      columns: { person: notCopied(office, 'kept'), text: notCopied(office, 'kept') },
      impersonal: 'salt',
    },
    'reports.inspections': {
      of: [{ person: 'person' }],
      purpose: 'who was on the spot',
      basis: bases.duty,
      kept: 'as long as the report',
      columns: { person: copied('kept'), did: copied('kept'), at: copied('kept') },
    },
    'reports.case_answers': {
      of: [{ person: 'person' }],
      purpose: 'who decided one answer for several reports',
      basis: bases.duty,
      kept: 'as long as the case',
      columns: { person: copied('kept'), at: copied('kept'), text: notCopied(office, 'kept') },
      impersonal: 'assurance move reason',
    },
    'reports.bodies': nobody,
    'reports.case_members': nobody,
    'reports.case_steps': nobody,
    'reports.cases': nobody,
    'reports.contests': nobody,
    'reports.deliveries': nobody,
    'reports.fixed': nobody,
    'reports.hops': nobody,
    'reports.owned': nobody,
    'reports.owned_layers': nobody,
    'reports.updates': nobody,
  },
  erase,
  rules: [
    {
      name: 'reports.contacts',
      says: 'name and address of whoever told a problem without an account: the months that the municipality sets (`reports.contact-months`, twelve otherwise) after the closing',
      run: (ctx) => forgetContacts(ctx.db, closedBefore(ctx), atATime),
    },
  ],
};

/** That a problem was there, where and what became of it stays; its words and photos go where only the office read them, and everywhere when the
 *  person wants it. */
async function erase(ctx: Ctx, whose: Whose, words: boolean): Promise<void> {
  const all = await listWrittenBy(ctx.db, 'report', whose.person);
  await forgetUnsigned(ctx.db, all, unsigned);
  const emptied = await listToEmpty(ctx.db, { kind: 'report', person: whose.person, words });
  if (emptied.length === 0) return;
  const ids = emptied.map(({ id }) => id);
  await takeAttachmentsBack(ctx, whose.person, ids);
  await emptyDescriptions(ctx.db, ids);
  await emptyEntries(ctx.db, ids, ctx.words.t('reports.words-gone'), ctx.now);
  await forgetWords(ctx.db, [...new Set(emptied.flatMap(({ text }) => wordsOf(text, 2_000)))]);
}

/** For each municipality, what was closed before its months. */
function closedBefore(ctx: Ctx): { place: string; closed: Date }[] {
  return [...territoryOf(ctx).byId.values()].map(({ id }) => {
    const closed = new Date(ctx.now);
    closed.setUTCMonth(closed.getUTCMonth() - settingOf<number>(ctx, id, 'reports.contact-months'));
    return { place: id, closed };
  });
}
