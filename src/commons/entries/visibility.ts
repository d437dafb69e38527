import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import { array } from '../../kernel/database/store.ts';

/** Roles that see what is private or hidden in their place. */
const insiders = ['officer', 'moderator', 'municipal-administrator', 'metropolitan-administrator'];

/** THE rule of visibility, for every representation: which rows of entries.entries (alias `e`) may this actor see?
 *  - public: everybody;
 *  - private and hidden: its author, and the offices of its place;
 *  - draft: its author alone;
 *  - members: its author, until spaces have members. */
export function visible(actor: Actor): RawBuilder<boolean> {
  if (actor.kind === 'system') return sql<boolean>`true`;
  const ways = [published()];
  // At a counter somebody else reads along.
  if (actor.person && !actor.assisted) ways.push(sql<boolean>`e.author = ${actor.person}`);
  const held = actor.roles.filter((role) => insiders.includes(role.role));
  if (held.some((role) => role.whole)) ways.push(sql<boolean>`e.visibility in ('private', 'hidden')`);
  else if (held.length > 0)
    ways.push(
      sql<boolean>`(e.visibility in ('private', 'hidden') and e.place = any (${array(
        held.map((role) => role.place),
        'uuid',
      )}))`,
    );
  return sql<boolean>`(${sql.join(ways, sql` or `)})`;
}

/** The same for many people at once, those who are to be told of something: what everybody sees, and what is one's own.
 *  What was hidden is told to nobody; offices find theirs at the desk. */
export function tellableTo(person: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(${published()} or (e.visibility = 'private' and e.author = ${person}))`;
}

/** What lists, maps, feeds, searches and counts show to everybody alike: a list never depends on who reads it. */
export function published(): RawBuilder<boolean> {
  return sql<boolean>`e.visibility = 'public'`;
}
