import Type from 'typebox';
import { roleNames } from './roles.ts';

const email = (options: object = {}) => Type.String({ maxLength: 254, format: 'email', ...options });
const id = (options: object = {}) => Type.String({ format: 'uuid', ...options });
/** One line: names stand in subjects of mails. */
const name = () =>
  Type.String({ minLength: 2, maxLength: 80, pattern: '^[^\\u0000-\\u001f\\u2028\\u2029]+$', autocomplete: 'name' });
const language = () => Type.Union([Type.Literal('it'), Type.Literal('en')]);
const role = () => Type.Union(roleNames.map((one) => Type.Literal(one)));
export const next = () => Type.Optional(Type.String({ maxLength: 400, control: 'hidden' }));

/** What the route adds to a sign-in from the request: the session that ends, and the browser as a person would name it. */
export const fromRequest = {
  session: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })),
  agent: Type.Optional(Type.String({ maxLength: 60, control: 'hidden' })),
};

export const askLinkForm = Type.Object({ email: email({ autocomplete: 'email' }), next: next() });

export const enterWithLinkForm = Type.Object({ token: Type.String({ maxLength: 100, control: 'hidden' }), ...fromRequest });

export const enterWithPasswordForm = Type.Object({
  email: email({ autocomplete: 'username' }),
  password: Type.String({ minLength: 1, maxLength: 400, control: 'password', autocomplete: 'current-password' }),
  next: next(),
  ...fromRequest,
});

export const enterAsDemoForm = Type.Object({ person: id({ control: 'hidden' }), next: next(), ...fromRequest });

export const leaveForm = Type.Object({ session: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })) });

export const leaveEverywhereForm = Type.Object({ session: fromRequest.session });

export const setPasswordForm = Type.Object({
  password: Type.String({ minLength: 12, maxLength: 200, control: 'password', autocomplete: 'new-password' }),
  session: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })),
});

export const renameForm = Type.Object({ name: name(), language: language(), next: next() });

export const inviteForm = Type.Object({
  name: name(),
  email: email(),
  language: Type.Optional(language()),
  /** With a place, the role is given in the same act. */
  role: Type.Optional(role()),
  place: Type.Optional(id()),
});

export const giveRoleForm = Type.Object({
  email: email(),
  role: role(),
  place: id(),
  /** Last day of the role, YYYY-MM-DD in Italy; without it the role lasts until it is ended. */
  until: Type.Optional(Type.String({ format: 'date', control: 'date' })),
});

export const endRoleForm = Type.Object({ id: id({ control: 'hidden' }) });

export const createKeyForm = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 80 }),
  place: id(),
  verbs: Type.Array(Type.String({ maxLength: 80, pattern: '^[a-z][a-z-]*\\.[a-z][a-z-]*$' }), { minItems: 1, maxItems: 60 }),
  /** Last day of the key, YYYY-MM-DD in Italy; without it the key holds until it is revoked. */
  expires: Type.Optional(Type.String({ format: 'date' })),
});

export const revokeKeyForm = Type.Object({ id: id({ control: 'hidden' }) });
