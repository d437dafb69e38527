import type { TSchema } from 'typebox';

/** A difference that a municipality may have: declared by a room, kept as dated data, inherited from the metropolis, then `otherwise`. */
export interface SettingDeclaration {
  /** `room.name`; texts `settings.<room>.<name>.label` and `.hint` stand in the room's texts as `<room>.setting.<name>.label`. */
  name: string;
  schema: TSchema;
  otherwise: unknown;
}
