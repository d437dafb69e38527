import Type from 'typebox';
import { methods } from './store.ts';

export const bodyCode = '^[a-z][a-z0-9-]{1,39}$';

/** A body of the register: a new one, or what is changed of one that is there. Place and code stay what they were. */
export const keepBodyForm = Type.Object({
  /** Of the body that is changed. */
  id: Type.Optional(Type.String({ format: 'uuid', control: 'hidden' })),
  /** By the name in its address. */
  place: Type.String({ maxLength: 100, control: 'select' }),
  name: Type.String({ minLength: 2, maxLength: 100 }),
  code: Type.String({ pattern: bodyCode }),
  contact: Type.String({ minLength: 3, maxLength: 200 }),
  method: Type.Union(
    methods.map((method) => Type.Literal(method)),
    { control: 'radio' },
  ),
  email: Type.Optional(Type.String({ maxLength: 254, format: 'email' })),
  endpoint: Type.Optional(Type.String({ maxLength: 500, format: 'uri' })),
  jurisdiction: Type.Optional(Type.String({ maxLength: 100 })),
  /** Written, never shown again. */
  key: Type.Optional(Type.String({ maxLength: 300, control: 'password', autocomplete: 'off' })),
  /** One a line: `code = their code`. */
  services: Type.Optional(Type.String({ maxLength: 6000, control: 'textarea', rows: 4 })),
});

/** The same as it is asked: under its way, what that way needs is not optional. */
export const askedBodyForm = Type.Object({
  ...keepBodyForm.properties,
  email: Type.String({ maxLength: 254, format: 'email' }),
  endpoint: Type.String({ maxLength: 500, format: 'uri' }),
});

export const retireBodyForm = Type.Object({ id: Type.String({ format: 'uuid', control: 'hidden' }) });

/** A layer of things with one owner: `file` is the text of a GeoJSON or TopoJSON file. */
export const importOwnersForm = Type.Object({
  /** Where it holds. */
  place: Type.String({ format: 'uuid' }),
  layer: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
  /** Code of a body, `metropolis`, or the name of a municipality in its address. */
  owner: Type.String({ maxLength: 100 }),
  categories: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 60 }),
  metres: Type.Integer({ minimum: 0, maximum: 200 }),
  file: Type.Unknown(),
});
