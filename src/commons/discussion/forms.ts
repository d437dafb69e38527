import Type from 'typebox';
import { pageQuery } from '../../kernel/http/lists.ts';
import { stances } from './comment.ts';

const id = Type.String({ format: 'uuid', control: 'hidden' });
const text = Type.String({ minLength: 1, maxLength: 4000, control: 'textarea', rows: 5 });

/** `key` names the sending, so that a form sent twice is one comment. */
export const commentForm = Type.Object({
  code: Type.String({ maxLength: 30, control: 'hidden' }),
  parent: Type.Optional(id),
  stance: Type.Optional(
    Type.Union(
      stances.map((one) => Type.Literal(one)),
      { control: 'radio' },
    ),
  ),
  text,
  onBehalf: Type.Optional(Type.String({ format: 'uuid', control: 'select' })),
  key: Type.Optional(Type.String({ maxLength: 100, control: 'hidden' })),
});

export const editForm = Type.Object({ id, text });
export const thankForm = Type.Object({ id });
export const takeBackForm = Type.Object({ id });
export const withdrawForm = Type.Object({ id });

export const commentsQuery = Type.Object(pageQuery);

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const commentReply = Type.Object({
  id: Type.String(),
  parent: nullable(Type.String({ description: 'the comment it answers' })),
  author: nullable(Type.String({ description: 'in short, as on the page; in full for an office' })),
  organisation: nullable(Type.String()),
  office: nullable(Type.String({ description: 'the administration in whose name it was written' })),
  stance: nullable(Type.String()),
  text: Type.String({ description: 'empty once it was withdrawn' }),
  assurance: Type.String(),
  at: Type.String(),
  edited: nullable(Type.String()),
  withdrawn: nullable(Type.String({ description: 'when who wrote it took it back' })),
  thanks: Type.Integer(),
  url: Type.String(),
});

export const commentsReply = Type.Object({ items: Type.Array(commentReply), next: nullable(Type.String()) });
