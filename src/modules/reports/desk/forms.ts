import Type from 'typebox';
import { closingReasons } from '../report.ts';

const code = Type.String({ maxLength: 30, control: 'hidden' });
const answer = Type.String({ minLength: 5, maxLength: 4000, control: 'textarea', rows: 5 });
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date' });

export const takeChargeForm = Type.Object({
  code,
  promised: Type.Optional(day),
  answer: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 4 })),
});
export const planForm = Type.Object({ code, promised: day, answer });
export const reopenForm = Type.Object({ code, answer, promised: Type.Optional(day) });
export const passToOfficeForm = Type.Object({
  code,
  municipality: Type.String({ maxLength: 100, control: 'select' }),
  answer,
});
const named = {
  body: Type.String({ minLength: 2, maxLength: 100 }),
  contact: Type.String({ minLength: 3, maxLength: 200 }),
};
/** To a body of the register, or to one by name. */
export const passOutsideForm = Type.Object({
  code,
  register: Type.Optional(Type.String({ format: 'uuid', control: 'select' })),
  body: Type.Optional(named.body),
  contact: Type.Optional(named.contact),
  reference: Type.Optional(Type.String({ maxLength: 60 })),
  answer: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 4 })),
});
/** The same as it is asked where there is no register. */
export const passByNameForm = Type.Object({ ...passOutsideForm.properties, ...named });
export const referenceForm = Type.Object({ code, reference: Type.String({ minLength: 1, maxLength: 60 }) });
export const duplicateForm = Type.Object({
  code,
  of: Type.String({ maxLength: 30 }),
  answer: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 4 })),
});
export const answerForm = Type.Object({ code, answer, promised: Type.Optional(day) });
export const startForm = Type.Object({
  code,
  answer: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 4 })),
});
export const resolveForm = Type.Object({ code, answer });
export const closeForm = Type.Object({
  code,
  reason: Type.Union(
    closingReasons.map((reason) => Type.Literal(reason)),
    { control: 'select' },
  ),
  answer,
});
export const assignForm = Type.Object({
  code,
  /** Left out: nobody's. */
  assignee: Type.Optional(Type.String({ format: 'uuid', control: 'select' })),
});
export const changeCategoryForm = Type.Object({
  code,
  category: Type.String({ maxLength: 60, control: 'select' }),
  answer: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 3 })),
});
export const noteForm = Type.Object({
  code,
  text: Type.String({ minLength: 2, maxLength: 4000, control: 'textarea', rows: 3 }),
});
