import Type from 'typebox';
import { type Refusal, refuse } from '../refusal.ts';

/** How every list of the JSON API goes on: `next` of a page is the cursor of the one after it. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
};

/** A program whose cursor is none of this list would otherwise read the first page for ever. */
export function wrongCursor(): Refusal {
  return refuse('kernel.wrong-cursor', 422);
}

/** A page of a list that is read whole, and all of it without a limit; what `name` says of its last thing is the cursor of the next. */
export function partOf<T>(
  all: readonly T[],
  name: (one: T) => string,
  { limit = all.length, cursor }: { limit?: number; cursor?: string },
): { items: T[]; next: string | null } | Refusal {
  const from = cursor === undefined ? 0 : all.findIndex((one) => name(one) === cursor) + 1;
  if (cursor !== undefined && from === 0) return wrongCursor();
  const items = all.slice(from, from + limit);
  const last = from + items.length < all.length ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : name(last) };
}
