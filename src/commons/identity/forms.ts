import Type from 'typebox';

const hidden = { control: 'hidden' };
const source = () => Type.Union([Type.Literal('spid'), Type.Literal('cie')], hidden);
/** What the routes add from the request. */
const fromRequest = {
  browser: Type.String({ maxLength: 100, ...hidden }),
  session: Type.Optional(Type.String({ maxLength: 100, ...hidden })),
  agent: Type.Optional(Type.String({ maxLength: 60, ...hidden })),
};

export const askForm = Type.Object({
  source: source(),
  provider: Type.String({ maxLength: 400, ...hidden }),
  level: Type.Optional(Type.Integer({ minimum: 2, maximum: 3, ...hidden })),
  next: Type.Optional(Type.String({ maxLength: 400, ...hidden })),
});

export const askOpenidForm = Type.Object({
  provider: Type.String({ maxLength: 40, ...hidden }),
  level: Type.Optional(Type.Integer({ minimum: 2, maximum: 3, ...hidden })),
  next: Type.Optional(Type.String({ maxLength: 400, ...hidden })),
});

/** What the browser brings back from a provider: `provider` is the one in the address to which it was sent, if there is one. */
export const takeCodeForm = Type.Object({
  state: Type.String({ maxLength: 100, ...hidden }),
  provider: Type.Optional(Type.String({ maxLength: 40, ...hidden })),
  browser: Type.String({ maxLength: 100, ...hidden }),
});

export const exchangeForm = Type.Object({
  state: Type.String({ maxLength: 100, ...hidden }),
  browser: Type.String({ maxLength: 100, ...hidden }),
  /** The whole query, as it came. */
  answer: Type.String({ maxLength: 8000, ...hidden }),
});

export const receiveForm = Type.Object({
  source: source(),
  answer: Type.String({ minLength: 1, maxLength: 140_000, ...hidden }),
});

export const enterForm = Type.Object({ code: Type.String({ maxLength: 100, ...hidden }), ...fromRequest });

export const disconnectForm = Type.Object({ issuer: Type.String({ maxLength: 400, ...hidden }) });

/** The page of the identity provider for trials: who says to be whom, and with what certainty. */
export const trialForm = Type.Object({
  person: Type.String({ maxLength: 60, control: 'radio' }),
  level: Type.Union([Type.Literal('2'), Type.Literal('3')], { control: 'radio' }),
});
