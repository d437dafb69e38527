import Type from 'typebox';

const id = () => Type.String({ format: 'uuid', control: 'hidden' });

/** `kinds` are kinds of things (`report`), `verbs` acts on them (`reports.resolve`). */
export const addForm = Type.Object({
  place: Type.String({ format: 'uuid' }),
  url: Type.String({ minLength: 8, maxLength: 500, format: 'uri', control: 'url', autocomplete: 'off' }),
  kinds: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 40 }),
  verbs: Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: 100 }),
});

export const webhookForm = Type.Object({ id: id() });

/** A delivery of that webhook. */
export const againForm = Type.Object({ id: id(), delivery: id() });

export const stopForm = Type.Object({ id: id(), why: Type.Enum(['failing', 'gone']) });
