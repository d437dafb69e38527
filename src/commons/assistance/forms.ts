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

export const closeForm = Type.Object({});
export const endForm = Type.Object({ id: Type.String({ format: 'uuid' }) });
