import { faultOfText } from '../../../kernel/forms/characters.ts';
import { filled, type Rejected, rejected as rejectedFor, type TableRow } from '../../../kernel/tables/import.ts';
import { isState, type State, states } from '../report.ts';
import { dateReader } from './date.ts';
import type { ImportMap } from './map.ts';

/** A row as the importer takes it. Dates are ISO instants; `x` and `y` are in the system of the mapping. */
export interface ImportedRow extends TableRow {
  title: string;
  description: string;
  label: string;
  category: string;
  opened: string;
  closed: string | null;
  /** The source says that it is closed, but not when. */
  undated: boolean;
  due: string | null;
  state: State;
  x: number | null;
  y: number | null;
}

/** Two clocks of one system: a closing may seem to come this much before its opening, and then counts as simultaneous. */
const clocksApart = 10 * 60_000;
const longestTitle = 80;
const longestText = 20_000;

/** Gives the reader of the rows of a table: pure, from cells to what they say. `now` is the instant of the import: nothing can have been sent later. */
export function rowReader(
  map: ImportMap,
  header: readonly string[],
  now: Date,
): (line: number, cells: readonly string[]) => ImportedRow | Rejected {
  const at = new Map(header.map((name, n) => [name, n]));
  const opened = dateOf(map.opened);
  const closed = dateOf(map.closed);
  const due = dateOf(map.due);

  return (line, cells) => {
    const cell = (name: string) => cells[at.get(name)!]?.trim() ?? '';
    const fill = (template: string | undefined) => filled(template, cell);
    const sourceId = cell(map.id);
    if (!sourceId || sourceId.length > 200) return rejected('id', { column: map.id });
    const title = shortened(tidy(fill(map.title)));
    if (title.length < 2) return rejected('title');
    const description = fill(map.description);
    if (description.length > longestText) return rejected('too-long', { max: longestText });
    const label = tidy(fill(map.label)).slice(0, 160);
    if (faultOfText(`${sourceId} ${title} ${description} ${label}`)) return rejected('characters');

    const category = translated(map.category, cell(map.category.column));
    if (category === undefined) return rejected('category', { text: cell(map.category.column) });
    const from = opened(cell(map.opened.column));
    if (!from) return rejected('date', { column: map.opened.column, text: cell(map.opened.column), format: map.opened.format });
    if (from > now) return rejected('future', { text: cell(map.opened.column) });
    const until = map.closed && cell(map.closed.column) ? closed(cell(map.closed.column)) : null;
    if (until === undefined)
      return rejected('date', { column: map.closed!.column, text: cell(map.closed!.column), format: map.closed!.format });
    if (until && (until.getTime() < from.getTime() - clocksApart || until > now))
      return rejected('closed-before', { opened: cell(map.opened.column), closed: cell(map.closed!.column) });
    const promised = map.due && cell(map.due.column) ? due(cell(map.due.column)) : null;
    if (promised === undefined)
      return rejected('date', { column: map.due!.column, text: cell(map.due!.column), format: map.due!.format });

    const state = map.state ? translated(map.state, cell(map.state.column)) : until ? 'resolved' : 'sent';
    if (state === undefined || !isState(state)) return rejected('state', { text: map.state ? cell(map.state.column) : '' });
    const isOpen = states[state].open;
    if (isOpen && until) return rejected('contradiction', { state: cell(map.state!.column), closed: cell(map.closed!.column) });

    const point = pointOf(map, cell);
    if (point === 'wrong') return rejected('point');
    // Closed, but nobody wrote when: the day it was sent is the only one known, and the act says so.
    const ended = isOpen ? null : latest(until ?? from, from);
    return {
      line,
      sourceId,
      title,
      description,
      label,
      category,
      opened: from.toISOString(),
      closed: ended?.toISOString() ?? null,
      undated: ended !== null && until === null,
      due: promised?.toISOString() ?? null,
      state,
      x: point?.x ?? null,
      y: point?.y ?? null,
    };
  };
}

/** The sentence is `reports.import.reason.<reason>`. */
export function rejected(reason: string, params: Rejected['params'] = {}): Rejected {
  return rejectedFor(`reports.import.reason.${reason}`, params);
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function dateOf(date: { format: string; zone?: string } | undefined): (text: string) => Date | undefined {
  return date ? dateReader(date.format, date.zone ?? 'Europe/Rome') : () => undefined;
}

/** One line, without the brackets and dashes around what was empty. */
function tidy(text: string): string {
  return text
    .replace(/\(\s*\)|\[\s*\]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:·–-]+|(?<![\s,;:·–-])[\s,;:·–-]+$/g, '');
}

function shortened(title: string): string {
  const letters = [...title];
  return letters.length > longestTitle
    ? `${letters
        .slice(0, longestTitle - 1)
        .join('')
        .trimEnd()}…`
    : title;
}

function translated(chosen: { values?: Record<string, string>; otherwise?: string }, text: string): string | undefined {
  if (chosen.values && Object.hasOwn(chosen.values, text)) return chosen.values[text];
  return chosen.otherwise ?? (chosen.values ? undefined : text);
}

/** Nothing when both coordinates are empty; `wrong` when they are no numbers, or no degrees where they should be. */
function pointOf(map: ImportMap, cell: (name: string) => string): { x: number; y: number } | undefined | 'wrong' {
  if (!map.point) return undefined;
  const degrees = 'lat' in map.point;
  const [xs, ys] = 'lat' in map.point ? [cell(map.point.lon), cell(map.point.lat)] : [cell(map.point.x), cell(map.point.y)];
  if (!xs && !ys) return undefined;
  const [x, y] = [numberOf(xs), numberOf(ys)];
  if (x === undefined || y === undefined || (degrees && (Math.abs(x) > 180 || Math.abs(y) > 90))) return 'wrong';
  return { x, y };
}

/** 42.33 and 42,33; nothing else. */
function numberOf(text: string): number | undefined {
  return /^[+-]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}
