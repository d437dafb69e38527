import type { Ctx } from '../../kernel/context.ts';
import type { Words } from '../../kernel/text/text.ts';
import type { Asked } from './asked.ts';

/** The six looks of a state (look.md section 5): a room chooses words, not shapes. */
export type Look = 'new' | 'taken' | 'work' | 'done' | 'no' | 'late';

/** One state of a kind. */
export interface StateOf {
  look: Look;
  /** Text key of its word. */
  word: string;
  /** Is something still to be done? Open things with a date in the past are late. */
  open: boolean;
  /** Stands in an archive: lists and maps leave it out unless it is asked for. */
  aside?: true;
}

/** A kind of public thing, as everything that gathers rooms needs to know it: list, map, search, feeds, notices, moderation. */
export interface Kind {
  /** English code, such as `report`. */
  name: string;
  /** Three letters that lead its public codes, such as `SEG`. */
  prefix: string;
  /** Text keys: singular and plural name. */
  one: string;
  many: string;
  states: Readonly<Record<string, StateOf>>;
  /** Path of its page, from its code. */
  path(code: string): string;
  /** May people comment on it, and do comments take sides? */
  comments: 'no' | 'plain' | 'stance';
  /** Name of a topic in a place, in the reader's language; empty when there is no such topic. Left out by kinds without topics. */
  topic?(ctx: Ctx, place: string, code: string): string;
  /** The topics to choose from in a place; `names` are those in both languages. */
  topics?(ctx: Ctx, place: string): { code: string; name: string; names: string[] }[];
  /** Address of its own list with what was asked; left out by kinds without one. */
  list?(asked: Asked): string;
}

const kinds = new Map<string, Kind>();

/** Called once, when the house is built. */
export function declareKinds(list: readonly Kind[]): void {
  for (const kind of list) kinds.set(kind.name, kind);
}

export function kindOf(name: string): Kind {
  const kind = kinds.get(name);
  if (!kind) throw new Error(`no room declares the kind ${name}`);
  return kind;
}

export function allKinds(): Kind[] {
  return [...kinds.values()];
}

/** The states in which what was asked is done, as `kind state`. */
export function doneStates(): string[] {
  return allKinds().flatMap((kind) =>
    Object.entries(kind.states).flatMap(([name, state]) => (state.look === 'done' ? [`${kind.name} ${name}`] : [])),
  );
}

/** The states, of a kind or of any, that lists leave out unless they are asked for. */
export function asideStates(kind?: Kind): string[] {
  return (kind ? [kind] : allKinds()).flatMap(({ states }) => Object.keys(states).filter((name) => states[name]!.aside));
}

/** The look of a state; lateness outranks it while something is still to be done (look.md section 5). */
export function lookOf(kind: string, state: string, overdue: boolean): Look {
  const known = stateOf(kind, state);
  return known.open && overdue ? 'late' : known.look;
}

/** The look and word of a state at an instant. */
export function stateShown(
  words: Words,
  kind: string,
  state: string,
  due: Date | null,
  now: Date,
): { look: Look; word: string; late: boolean } {
  const look = lookOf(kind, state, due !== null && due < now);
  const late = look === 'late';
  return { look, word: words.t(late ? 'entries.late' : stateOf(kind, state).word), late };
}

function stateOf(kind: string, state: string): StateOf {
  const known = kindOf(kind).states[state];
  if (!known) throw new Error(`the kind ${kind} has no state ${state}`);
  return known;
}
