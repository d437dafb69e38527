import Type from 'typebox';
import { organisationKinds } from './organisations.ts';

const id = () => Type.String({ format: 'uuid' });
const email = () => Type.String({ maxLength: 254, format: 'email' });

export const registerForm = Type.Object({
  name: Type.String({
    minLength: 2,
    maxLength: 160,
    pattern: '^[^\\u0000-\\u001f\\u2028\\u2029]+$',
    autocomplete: 'organization',
  }),
  kind: Type.Union(organisationKinds.map((kind) => Type.Literal(kind))),
  place: id(),
  /** The first delegate, who must have an account. */
  email: Type.Optional(email()),
});

export const addDelegateForm = Type.Object({ organisation: id(), email: email() });

export const endDelegateForm = Type.Object({ id: id() });
