import Type from 'typebox';
import { placeEntry, setCounter } from '../../commons/entries/store.ts';
import type { Module } from '../../commons/module.ts';
import { countFollowers } from '../../commons/notices/store.ts';
import { secret } from '../../kernel/ids.ts';
import { keepSecret } from '../../kernel/register/store.ts';
import { addWords, archive, askBack, contest, findHeldReport, howToContest, sayResolved, supportReport } from './actions.ts';
import { archiveOld } from './archive.ts';
import { sayFixed } from './asking/actions.ts';
import { askingJobs } from './asking/ask.ts';
import { askMail } from './asking/mails.tsx';
import { keepBody, retireBody } from './bodies/actions.ts';
import { importOwners } from './bodies/actions-owners.ts';
import { answerCase, answerMember, gatherIntoCase, openCase, releaseFromCase } from './cases/actions.ts';
import { answerMembers, resumeAnswers } from './cases/answering.ts';
import { caseStates } from './cases/case.ts';
import { casesToPlace } from './cases/store.ts';
import { categoriesOf, categoryName } from './category.ts';
import { categorySettings } from './category-settings.ts';
import { hearBody, noteOutcome, retryDelivery } from './delivery/actions.ts';
import { updateReport } from './delivery/actions-update.ts';
import { deliveryJobs } from './delivery/machine.ts';
import { deliveryMail } from './delivery/mails.tsx';
import { answer, close, plan, resolve, startWork, takeCharge } from './desk/actions.ts';
import { markDuplicate, reopen } from './desk/actions-duplicate.ts';
import { assign, changeCategory, note } from './desk/actions-office.ts';
import { addReference, passOutside, passToOffice } from './desk/actions-passing.ts';
import { refusedTemplates, templatesSchema, usualTemplates } from './desk/template.ts';
import { importBatch } from './import/actions.ts';
import { inspect } from './inspection/actions.ts';
import { confirmReport, sendReport } from './intake/actions.ts';
import { lookUpBox } from './intake/pages-receipt.tsx';
import { foreign } from './open311/routes.ts';
import { personal } from './personal.ts';
import { listAddress } from './query.ts';
import { states } from './report.ts';
import { routes } from './routes.tsx';
import { seed } from './seed.ts';
import { countSupports } from './store.ts';
import { moveReports } from './store-merge.ts';

export const reports: Module = {
  name: 'reports',
  home: import.meta.url,
  personal,
  collects: ['reports.report'],
  merge: async (ctx, from, into) => {
    for (const { id, code, place } of await moveReports(ctx.db, from, into))
      await ctx.act({ verb: 'reports.unite-supports', entry: id, code, place, house: true });
  },
  verbs: [
    sendReport,
    confirmReport,
    supportReport,
    takeCharge,
    plan,
    startWork,
    answer,
    resolve,
    close,
    reopen,
    passToOffice,
    passOutside,
    addReference,
    markDuplicate,
    sayResolved,
    contest,
    askBack,
    addWords,
    archive,
    importBatch,
    sayFixed,
    assign,
    changeCategory,
    note,
    openCase,
    gatherIntoCase,
    releaseFromCase,
    answerCase,
    answerMember,
    inspect,
    noteOutcome,
    retryDelivery,
    hearBody,
    updateReport,
    keepBody,
    retireBody,
    importOwners,
  ],
  forKeys: [
    sendReport,
    takeCharge,
    plan,
    startWork,
    answer,
    resolve,
    close,
    reopen,
    passToOffice,
    passOutside,
    addReference,
    updateReport,
  ],
  routes,
  // Notes are for colleagues alone.
  withheld: ['reports.note'],
  findByReceipt: findHeldReport,
  foreign,
  kinds: [
    {
      name: 'report',
      prefix: 'SEG',
      one: 'reports.one',
      many: 'reports.many',
      states,
      path: (code) => `/segnalazioni/${code}`,
      comments: 'plain',
      topic: categoryName,
      topics: (ctx, place) =>
        categoriesOf(ctx, place).map((one) => ({ code: one.code, name: one[ctx.words.lang], names: [one.it, one.en] })),
      list: listAddress,
    },
    {
      name: 'case',
      prefix: 'FAS',
      one: 'reports.case.one',
      many: 'reports.case.many',
      states: caseStates,
      path: (code) => `/fascicoli/${code}`,
      comments: 'no',
      topic: categoryName,
    },
  ],
  settings: [
    ...categorySettings,
    { name: 'reports.archive-days', schema: Type.Integer({ minimum: 30, maximum: 3650 }), otherwise: 365 },
    { name: 'reports.contact-months', schema: Type.Integer({ minimum: 1, maximum: 60 }), otherwise: 12 },
    { name: 'reports.templates', schema: templatesSchema, otherwise: usualTemplates, fault: refusedTemplates },
  ],
  jobs: [
    { name: 'reports.archive', schedule: '15 4 * * *', run: archiveOld },
    { name: 'reports.answer-members', run: answerMembers },
    { name: 'reports.resume-answers', schedule: '*/3 * * * *', run: resumeAnswers },
    ...askingJobs,
    ...deliveryJobs,
  ],
  mails: [askMail, deliveryMail],
  menu: [
    { label: 'reports.many', href: '/segnalazioni', order: 10 },
    { label: 'reports.desk.menu', href: '/banco', order: 80 },
  ],
  onHome: lookUpBox,
  subscribers: [
    {
      name: 'reports.supports',
      // A duplicate brings its own to the other one, and takes them away again; two that turn out to be of one person are one.
      verbs: ['reports.support', 'reports.unite-supports', 'reports.gather', 'reports.release'],
      run: async (ctx, acts) => {
        const concerned = [...new Set(acts.flatMap((act) => act.entry ?? []))];
        await setCounter(ctx.db, 'supports', await countSupports(ctx.db, concerned));
        await setCounter(ctx.db, 'followers', await countFollowers(ctx.db, concerned));
      },
    },
    {
      name: 'reports.case-places',
      // It stands where its first public report does, and nowhere when none is public any more.
      verbs: ['reports.change-category', 'moderation.hide', 'moderation.restore'],
      run: async (ctx, acts) => {
        const concerned = acts.flatMap((act) => act.entry ?? []);
        for (const file of await casesToPlace(ctx.db, concerned)) await placeEntry(ctx.db, file.id, file);
      },
    },
  ],
  // Made once, before any transaction that could be undone uses it.
  prepare: async (db) => void (await keepSecret(db, 'receipts', Buffer.from(secret(32), 'base64url'))),
  seed,
  tells: {
    'reports.send': { around: true },
    'reports.take-charge': { around: false },
    'reports.answer': { around: false },
    'reports.start-work': { around: false },
    'reports.resolve': { around: false, toAuthor: howToContest },
    'reports.close': { around: false, toAuthor: howToContest },
    'reports.plan': { around: false },
    'reports.reopen': { around: false },
    'reports.pass-to-office': { around: false },
    'reports.pass-outside': { around: false },
    'reports.add-reference': { around: false },
    'reports.hear': { around: false },
    'reports.update-report': { around: false },
    'reports.mark-duplicate': { around: false },
    'reports.say-resolved': { around: false },
    'reports.contest': { around: false },
    'reports.ask-back': { around: false },
    'reports.add-words': { around: false },
    'reports.say-fixed': { around: false },
  },
};
