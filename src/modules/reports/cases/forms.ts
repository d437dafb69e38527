import Type from 'typebox';
import { closingReasons } from '../report.ts';
import { caseMoves } from './case.ts';

const code = Type.String({ maxLength: 30, control: 'hidden' });

export const openCaseForm = Type.Object({
  /** The first report in it. */
  code,
  title: Type.String({ minLength: 5, maxLength: 120 }),
  summary: Type.Optional(Type.String({ maxLength: 1000, control: 'textarea', rows: 4 })),
});
export const gatherForm = Type.Object({ code, case: Type.String({ maxLength: 30, control: 'select' }) });
export const releaseForm = Type.Object({ code });
export const answerCaseForm = Type.Object({
  code,
  answer: Type.String({ minLength: 5, maxLength: 4000, control: 'textarea', rows: 5 }),
  move: Type.Optional(Type.Enum([...caseMoves], { control: 'select' })),
  promised: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date' })),
  reason: Type.Optional(Type.Enum([...closingReasons], { control: 'select' })),
});
export const answerMemberForm = Type.Object({ code, answer: Type.String({ format: 'uuid' }) });
