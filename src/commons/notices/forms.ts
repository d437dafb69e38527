import Type from 'typebox';
import { pageQuery } from '../../kernel/http/lists.ts';
import { mostFollows, radii, rhythms } from './follow.ts';

const rhythm = Type.Union(
  rhythms.map((one) => Type.Literal(one)),
  { control: 'radio' },
);
const id = Type.String({ format: 'uuid', control: 'hidden' });
const code = Type.String({ maxLength: 30, control: 'hidden' });

/** A thing by its code, a circle, a topic or a municipality. */
export const followForm = Type.Object({
  code: Type.Optional(code),
  kind: Type.Optional(Type.String({ maxLength: 40, control: 'hidden' })),
  topic: Type.Optional(Type.String({ maxLength: 60, control: 'hidden' })),
  lat: Type.Optional(Type.Number({ minimum: -80, maximum: 80, control: 'hidden' })),
  lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180, control: 'hidden' })),
  municipality: Type.Optional(Type.String({ maxLength: 100, control: 'select' })),
  metres: Type.Optional(Type.Integer({ minimum: radii[0], maximum: radii.at(-1), control: 'select' })),
  how: rhythm,
});

/** One of the three: a follow, a thing, or the token of a mail. */
export const unfollowForm = Type.Object({
  follow: Type.Optional(id),
  code: Type.Optional(code),
  token: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })),
});

export const rhythmForm = Type.Object({ follow: id, how: rhythm });

/** One notice by its act, or all of them. */
export const readForm = Type.Object({ act: Type.Optional(id) });

export const noticesQuery = Type.Object(pageQuery);

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const noticesReply = Type.Object({
  items: Type.Array(
    Type.Object({
      act: Type.String(),
      verb: Type.String(),
      text: Type.String({ description: 'what happened, in the language of the client' }),
      at: Type.String(),
      reason: Type.String(),
      code: Type.String(),
      title: Type.String(),
      url: Type.String(),
      read: nullable(Type.String()),
    }),
  ),
  next: nullable(Type.String()),
});

export const followsReply = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      code: nullable(Type.String()),
      how: Type.String(),
      since: Type.String(),
    }),
    { maxItems: mostFollows },
  ),
  next: nullable(Type.String()),
});
