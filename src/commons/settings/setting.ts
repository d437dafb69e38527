import type { TSchema } from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import type { Refusal } from '../../kernel/refusal.ts';

/** A difference that a municipality may have: declared by a room, kept as dated data, inherited from the metropolis, then `otherwise`. */
export interface SettingDeclaration {
  /** `room.name`; its texts stand in the room's as `<room>.setting.<name>.label` and `.hint`, those of the fields of a record as
   *  `<room>.setting.<name>.<field>.label`. */
  name: string;
  /** A text, number, choice, date, yes or no, list of texts; a record of these; or a list of such records. Nothing deeper: a page must ask it. */
  schema: TSchema;
  otherwise: unknown;
  /** Decided for the metropolis alone: its municipalities have the same. */
  whole?: true;
  /** Each place has its own: what the metropolis decides for itself does not hold in its municipalities. */
  apart?: true;
  /** What a schema cannot say: the contrast of colours, a code used twice, a name of nothing in the place that decides. */
  fault?(value: any, ctx: Ctx, place: string): Refusal | undefined | Promise<Refusal | undefined>;
}
