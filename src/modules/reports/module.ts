import Type from 'typebox';
import { setCounter } from '../../commons/entries/store.ts';
import type { Module } from '../../commons/module.ts';
import { countFollowers } from '../../commons/notices/store.ts';
import { secret } from '../../kernel/ids.ts';
import { keepSecret } from '../../kernel/register/store.ts';
import { addWords, archive, contest, sayResolved, supportReport } from './actions.ts';
import { archiveOld } from './archive.ts';
import { sayFixed } from './asking/actions.ts';
import { askingJobs } from './asking/ask.ts';
import { askMail } from './asking/mails.tsx';
import { answerCase, answerMember, gatherIntoCase, openCase, releaseFromCase } from './cases/actions.ts';
import { answerMembers, resumeAnswers } from './cases/answering.ts';
import { caseStates } from './cases/case.ts';
import { categoryName } from './category.ts';
import { categorySettings } from './category-settings.ts';
import { answer, close, plan, resolve, startWork, takeCharge } from './desk/actions.ts';
import { markDuplicate, reopen } from './desk/actions-duplicate.ts';
import { assign, changeCategory, note } from './desk/actions-office.ts';
import { addReference, passOutside, passToOffice } from './desk/actions-passing.ts';
import { refusedTemplates, templatesSchema, usualTemplates } from './desk/template.ts';
import { importBatch } from './import/actions.ts';
import { inspect } from './inspection/actions.ts';
import { confirmReport, sendReport } from './intake/actions.ts';
import { lookUpBox } from './intake/pages-receipt.tsx';
import { states } from './report.ts';
import { routes } from './routes.tsx';
import { seed } from './seed.ts';
import { countSupports } from './store.ts';

export const reports: Module = {
  name: 'reports',
  home: import.meta.url,
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
  ],
  forKeys: [sendReport, takeCharge, plan, startWork, answer, resolve, close, reopen, passToOffice, passOutside, addReference],
  routes,
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
    { name: 'reports.templates', schema: templatesSchema, otherwise: usualTemplates, fault: refusedTemplates },
  ],
  jobs: [
    { name: 'reports.archive', schedule: '15 4 * * *', run: archiveOld },
    { name: 'reports.answer-members', run: answerMembers },
    { name: 'reports.resume-answers', schedule: '*/3 * * * *', run: resumeAnswers },
    ...askingJobs,
  ],
  mails: [askMail],
  menu: [
    { label: 'reports.many', href: '/segnalazioni', order: 10 },
    { label: 'reports.desk.menu', href: '/banco', order: 80 },
  ],
  onHome: lookUpBox,
  subscribers: [
    {
      name: 'reports.supports',
      // A duplicate brings its own to the other one, and takes them away again.
      verbs: ['reports.support', 'reports.gather', 'reports.release'],
      run: async (ctx, acts) => {
        const concerned = [...new Set(acts.flatMap((act) => act.entry ?? []))];
        await setCounter(ctx.db, 'supports', await countSupports(ctx.db, concerned));
        await setCounter(ctx.db, 'followers', await countFollowers(ctx.db, concerned));
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
    'reports.resolve': { around: false },
    'reports.close': { around: false },
    'reports.plan': { around: false },
    'reports.reopen': { around: false },
    'reports.pass-to-office': { around: false },
    'reports.pass-outside': { around: false },
    'reports.add-reference': { around: false },
    'reports.mark-duplicate': { around: false },
    'reports.say-resolved': { around: false },
    'reports.contest': { around: false },
    'reports.add-words': { around: false },
    'reports.say-fixed': { around: false },
  },
};
