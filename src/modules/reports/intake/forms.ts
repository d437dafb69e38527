import Type from 'typebox';
import { pageQuery } from '../../../kernel/http/lists.ts';

const email = Type.String({
  maxLength: 254,
  pattern: '^[^@\\s<>",;:]+@[^@\\s<>",;:]+\\.[^@\\s<>",;:]{2,}$',
  format: 'email',
  autocomplete: 'email',
});

/** A report, as page and API send it. The point is in WGS84 degrees; without one, municipality and words say where. */
export const sendForm = Type.Object({
  category: Type.String({ maxLength: 40 }),
  title: Type.String({ minLength: 5, maxLength: 80 }),
  description: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 5 })),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  municipality: Type.Optional(Type.String({ maxLength: 100 })),
  placeLabel: Type.Optional(Type.String({ maxLength: 160 })),
  email: Type.Optional(email),
  name: Type.Optional(Type.String({ maxLength: 80, autocomplete: 'name' })),
  photos: Type.Optional(
    Type.Array(Type.Object({ id: Type.String({ maxLength: 80 }), alt: Type.Optional(Type.String({ maxLength: 200 })) }), {
      maxItems: 5,
    }),
  ),
  /** To the questions of the kind of problem, by their code. */
  answers: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** How the reporter wants to be known; whoever has signed in and says nothing is known by the account. */
  who: Type.Optional(Type.Union([Type.Literal('person'), Type.Literal('email'), Type.Literal('anonymous')])),
  /** An organisation for which whoever has signed in may speak. */
  onBehalf: Type.Optional(Type.String({ format: 'uuid' })),
  /** The draft that is sent: its id is known to the writer alone, and a draft is sent once. */
  draft: Type.Optional(Type.String({ maxLength: 40 })),
  /** Of a program: the same key from the same sender is the same report. */
  key: Type.Optional(Type.String({ maxLength: 100 })),
});

/** Step one: who you are, and that you read what happens to your data. */
export const whoForm = Type.Object({
  who: Type.Union([Type.Literal('person'), Type.Literal('email'), Type.Literal('anonymous')], { control: 'radio' }),
  email: Type.Optional(email),
  name: Type.Optional(Type.String({ maxLength: 80, autocomplete: 'name' })),
  onBehalf: Type.Optional(Type.String({ format: 'uuid', control: 'select' })),
});

/** Step two: what and where. */
export const whatForm = Type.Object({
  point: Type.Optional(Type.String({ maxLength: 60 })),
  municipality: Type.Optional(Type.String({ maxLength: 100, control: 'select' })),
  placeLabel: Type.Optional(Type.String({ maxLength: 160, autocomplete: 'street-address' })),
  category: Type.String({ maxLength: 40 }),
  title: Type.String({ minLength: 5, maxLength: 80 }),
  description: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea', rows: 5 })),
  photos: Type.Optional(Type.String({ maxLength: 200, control: 'file' })),
});

/** Which of the addresses found is meant: an id, or `none`. */
export const addressForm = Type.Object({ address: Type.String({ maxLength: 40, control: 'radio' }) });

export const confirmForm = Type.Object({ token: Type.String({ maxLength: 80, control: 'hidden' }) });

/** What is being told, to look for the same; where, as in a sending: the point, or municipality and words. */
export const alikeQuery = Type.Object({
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  municipality: Type.Optional(
    Type.String({ maxLength: 100, description: 'ISTAT code or address name, where there is no point' }),
  ),
  placeLabel: Type.Optional(Type.String({ maxLength: 160, description: 'words for the place, where there is no point' })),
  category: Type.Optional(Type.String({ maxLength: 40 })),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  ...pageQuery,
});
export const alikeReply = Type.Object({
  items: Type.Array(
    Type.Object({
      code: Type.String(),
      title: Type.String(),
      category: Type.Union([Type.String(), Type.Null()]),
      state: Type.String(),
      url: Type.String(),
      /** None where the place was told in words. */
      metres: Type.Union([Type.Integer(), Type.Null()]),
      /** From 0 to 1. */
      likeness: Type.Number(),
      published: Type.String({ format: 'date-time' }),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
});
