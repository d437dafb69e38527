import Type from 'typebox';
import { fromRequest, next } from './forms.ts';

/** The session that asks: it must have begun a little while ago. */
const { session: asking } = fromRequest;
const session = { session: asking };

/** What a device answers, as JSON (W3C Web Authentication, section 5.1). */
const answer = () => Type.String({ minLength: 2, maxLength: 20_000, control: 'hidden' });
const code = (options: object = {}) =>
  Type.String({ minLength: 6, maxLength: 40, control: 'code', autocomplete: 'one-time-code', ...options });

export const enterWithPasskeyForm = Type.Object({ answer: answer(), next: next(), ...fromRequest });

export const addPasskeyForm = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f\\u2028\\u2029]+$' }),
  answer: answer(),
  next: next(),
  ...fromRequest,
});

export const removePasskeyForm = Type.Object({
  id: Type.String({ maxLength: 1400, pattern: '^[\\w-]+$', control: 'hidden' }),
  ...session,
});

export const startCodesForm = Type.Object({ next: next(), ...session });

export const confirmCodesForm = Type.Object({ code: code(), next: next(), ...fromRequest });

export const removeCodesForm = Type.Object({ ...session });

export const renewRecoveryCodesForm = Type.Object({ ...session });

/** The code of the app, or one of those on paper. */
export const proveSecondForm = Type.Object({ code: code(), next: next(), ...fromRequest });

export const resetSecondForm = Type.Object({ person: Type.String({ format: 'uuid', control: 'hidden' }) });

export const endSessionsOfForm = Type.Object({ person: Type.String({ format: 'uuid', control: 'hidden' }) });

export const endSessionForm = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{64}$', control: 'hidden' }),
  ...session,
});
