import Type from 'typebox';

/** What the route adds from the request. */
const session = { session: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })) };

export const askForm = Type.Object({});
export const finishForm = Type.Object({ id: Type.String({ format: 'uuid' }), bytes: Type.Integer({ minimum: 1 }) });
export const offerForm = Type.Object({ ...session });
export const takeForm = Type.Object({ token: Type.String({ maxLength: 100, control: 'hidden' }), ...session });

export const eraseForm = Type.Object({
  /** The word that the page asks to be typed. */
  sure: Type.String({ maxLength: 20, autocomplete: 'off' }),
  words: Type.Optional(Type.Boolean()),
  ...session,
});

export const replayForm = Type.Object({
  person: Type.String({ format: 'uuid' }),
  words: Type.Boolean(),
  at: Type.String({ format: 'date-time' }),
});

export const retainForm = Type.Object({});

const text = () => Type.String({ minLength: 200, maxLength: 20_000, control: 'textarea', rows: 18 });

export const noticeForm = Type.Object({
  place: Type.String({ format: 'uuid', control: 'select' }),
  procedure: Type.String({ maxLength: 60, control: 'select' }),
  it: text(),
  en: text(),
});
