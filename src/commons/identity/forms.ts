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

export const receiveForm = Type.Object({
  source: source(),
  answer: Type.String({ minLength: 1, maxLength: 140_000, ...hidden }),
});

export const enterForm = Type.Object({ code: Type.String({ maxLength: 100, ...hidden }), ...fromRequest });

/** The page of the identity provider for trials: who says to be whom, and with what certainty. */
export const trialForm = Type.Object({
  person: Type.String({ maxLength: 60, control: 'radio' }),
  level: Type.Union([Type.Literal('2'), Type.Literal('3')], { control: 'radio' }),
});
