import Type from 'typebox';
import { type Hindrance, hindrances } from './delivery.ts';

const hop = Type.String({ format: 'uuid' });

export const outcomeForm = Type.Object({
  hop,
  state: Type.Union([Type.Literal('sent'), Type.Literal('acknowledged'), Type.Literal('failed')]),
  remote: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  token: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  error: Type.Optional(Type.Union((Object.keys(hindrances) as Hindrance[]).map((name) => Type.Literal(name)))),
  status: Type.Optional(Type.Integer()),
  words: Type.Optional(Type.String({ maxLength: 200 })),
  /** It surely did not arrive. */
  sure: Type.Optional(Type.Boolean()),
});

export const retryForm = Type.Object({ code: Type.String({ maxLength: 30, control: 'hidden' }) });

/** What a body says of a report that was passed to it. */
export const hearForm = Type.Object({
  hop,
  status: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
  notes: Type.Optional(Type.String({ maxLength: 4000, control: 'textarea' })),
  updated: Type.Optional(Type.String({ maxLength: 40 })),
});

/** What another system adds to a report. */
export const updateForm = Type.Object({
  code: Type.String({ maxLength: 30 }),
  update: Type.String({ minLength: 1, maxLength: 100 }),
  answer: Type.String({ minLength: 2, maxLength: 4000, control: 'textarea' }),
  status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
});
