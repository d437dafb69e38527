import Type from 'typebox';
import { askedKinds, documentKinds, organisationKinds } from './organisations.ts';

const id = () => Type.String({ format: 'uuid' });
const hidden = () => Type.String({ format: 'uuid', control: 'hidden' });
const email = () => Type.String({ maxLength: 254, format: 'email' });
const name = () =>
  Type.String({
    minLength: 2,
    maxLength: 160,
    pattern: '^[^\\u0000-\\u001f\\u2028\\u2029]+$',
    autocomplete: 'organization',
  });
const description = () => Type.String({ maxLength: 1000, control: 'textarea', rows: 4 });
const fiscalCode = () => Type.String({ maxLength: 20 });
const title = () => Type.String({ minLength: 2, maxLength: 80 });
const words = (minLength = 10) => Type.String({ minLength, maxLength: 1000, control: 'textarea', rows: 4 });

/** Whose it is, in what their administrators enter. */
export const registerForm = Type.Object({
  name: name(),
  kind: Type.Union(organisationKinds.map((kind) => Type.Literal(kind))),
  place: id(),
  fiscalCode: Type.Optional(fiscalCode()),
  /** Of administrations alone, and always. */
  ipaCode: Type.Optional(Type.String({ maxLength: 20 })),
  description: Type.Optional(description()),
  /** The first delegate, who is invited. */
  email: Type.Optional(email()),
});

const askedFields = {
  name: name(),
  kind: Type.Union(askedKinds.map((kind) => Type.Literal(kind))),
  fiscalCode: fiscalCode(),
  description: description(),
  /** Who the person is in it. */
  title: title(),
};

export const askForm = Type.Object({ ...askedFields, place: id() });
export const correctForm = Type.Object({ organisation: hidden(), ...askedFields });

export const addDocumentForm = Type.Object({
  organisation: hidden(),
  kind: Type.Union(documentKinds.map((kind) => Type.Literal(kind))),
  /** As `kernel/files` named it when it was taken in. */
  file: Type.String({ maxLength: 80, control: 'file', accept: '.pdf,image/*' }),
  name: Type.Optional(Type.String({ maxLength: 200 })),
});
export const removeDocumentForm = Type.Object({ id: hidden() });

export const verifyForm = Type.Object({ organisation: hidden() });
export const refuseForm = Type.Object({ organisation: hidden(), reason: words() });
export const askMoreForm = Type.Object({ organisation: hidden(), wanted: words() });
export const suspendForm = Type.Object({ organisation: hidden(), reason: words() });
export const resumeForm = Type.Object({ organisation: hidden() });
export const closeForm = Type.Object({ organisation: hidden() });

export const inviteDelegateForm = Type.Object({
  organisation: id(),
  email: email(),
  powers: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 20 }),
  /** The last day, in Rome. */
  until: Type.Optional(Type.String({ format: 'date' })),
});
export const withdrawInvitationForm = Type.Object({ id: id() });
export const acceptInvitationForm = Type.Object({ token: Type.String({ maxLength: 80, control: 'hidden' }) });
export const endDelegateForm = Type.Object({ id: id() });
export const announceEndForm = Type.Object({ id: id() });
