import Type from 'typebox';
import { documentKinds } from './assistance.ts';

export const makeCodeForm = Type.Object({});

export const openForm = Type.Object({
  place: Type.String({ format: 'uuid', control: 'select' }),
  /** Of whoever has an account: they make it at `/profilo/sportello`. */
  code: Type.Optional(Type.String({ maxLength: 20, control: 'code', autocomplete: 'off' })),
  /** Of whoever has none, if they want. */
  name: Type.Optional(Type.String({ maxLength: 80, autocomplete: 'off' })),
  email: Type.Optional(Type.String({ maxLength: 254, format: 'email', autocomplete: 'off' })),
  document: Type.Union(
    documentKinds.map((kind) => Type.Literal(kind)),
    { control: 'radio' },
  ),
  reason: Type.String({ minLength: 5, maxLength: 300, control: 'textarea', rows: 2 }),
  consent: Type.Literal(true),
  /** The secret of the session in which the operator is signed in. */
  session: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })),
});

/** Sheets that were filled in on paper. */
export const openBatchForm = Type.Object({
  place: Type.String({ format: 'uuid', control: 'select' }),
  about: Type.String({ minLength: 5, maxLength: 300, control: 'textarea', rows: 2 }),
  protocol: Type.String({ minLength: 1, maxLength: 60, autocomplete: 'off' }),
  sheets: Type.Integer({ minimum: 1, maximum: 200 }),
  scan: Type.Unknown({ control: 'file', accept: '.pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png' }),
  session: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })),
});

export const closeForm = Type.Object({
  /** Of a batch: why not as many things were entered as there are sheets. */
  difference: Type.Optional(Type.String({ minLength: 5, maxLength: 300, control: 'textarea', rows: 2 })),
});
export const endForm = Type.Object({ id: Type.String({ format: 'uuid' }) });
