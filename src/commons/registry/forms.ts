import Type from 'typebox';
import { belongings, groups } from './rule.ts';

const hidden = { control: 'hidden' };
const id = () => Type.String({ format: 'uuid', ...hidden });
const day = () => Type.String({ format: 'date' });
const municipality = () => Type.String({ format: 'uuid', control: 'select' });

export const sendForm = Type.Object({
  place: municipality(),
  /** The day of the register from which the list was taken. */
  validOn: day(),
  /** Bytes of CSV, or its text. */
  file: Type.Unknown({ control: 'file', accept: '.csv,text/csv' }),
});
const count = () => Type.Integer({ minimum: 0 });
export const finishForm = Type.Object({ list: id(), read: count(), rejected: count() });
export const giveUpForm = Type.Object({ list: id(), reason: Type.String({ maxLength: 60 }), rejected: count() });

export const makeCodeForm = Type.Object({});
export const openForm = Type.Object({
  place: municipality(),
  code: Type.String({ minLength: 4, maxLength: 20, control: 'code', autocomplete: 'off' }),
});

export const documents = ['identity-card', 'passport', 'residence-permit', 'driving-licence', 'other'] as const;
/** Ages that a document is looked at for: the day of birth itself is not written down. */
export const agesSeen = ['14', '16', '18'] as const;
export const recordForm = Type.Object({
  check: id(),
  document: Type.Enum([...documents], { control: 'select' }),
  belongs: Type.Array(Type.Enum([...belongings]), { minItems: 1 }),
  age: Type.Enum([...agesSeen], { control: 'radio' }),
  reason: Type.String({ minLength: 5, maxLength: 300, control: 'textarea', rows: 3 }),
  until: day(),
});
export const endForm = Type.Object({ id: id() });
export const contestForm = Type.Object({
  id: id(),
  objection: Type.String({ minLength: 5, maxLength: 1_000, control: 'textarea', rows: 4 }),
});

export const askAnprForm = Type.Object({
  place: municipality(),
  /** Typed again by whoever it is of: the house keeps only its hash. */
  code: Type.String({ minLength: 11, maxLength: 16, control: 'code', autocomplete: 'off' }),
});
export const takeAnswerForm = Type.Object({
  request: id(),
  outcome: Type.String({ maxLength: 40 }),
  /** ISTAT code of the municipality in which ANPR has the person as resident. */
  istat: Type.Optional(Type.String({ pattern: '^[0-9]{6}$' })),
});

export const checkForm = Type.Object({ place: municipality() });

export const participationSchema = Type.Object(
  {
    from: Type.Integer({ minimum: 14, maximum: 120 }),
    groups: Type.Array(Type.Enum([...groups]), { maxItems: groups.length }),
  },
  { additionalProperties: false },
);
