import Type from 'typebox';
import { relations } from './link.ts';

export const connectForm = Type.Object({
  from: Type.String({ maxLength: 30, control: 'hidden' }),
  relation: Type.Union(
    relations.map((one) => Type.Literal(one)),
    { control: 'select' },
  ),
  to: Type.String({ maxLength: 30 }),
});

export const disconnectForm = Type.Object({ id: Type.String({ format: 'uuid', control: 'hidden' }) });
