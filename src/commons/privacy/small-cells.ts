/** One cell of a table that counts people. */
export interface Cell<K> {
  key: K;
  n: number;
}

export interface Merged<K> {
  /** Those that may be told as they are. */
  cells: Cell<K>[];
  /** The others together; `n` is null where even together they are too few to be told. */
  rest: { keys: K[]; n: number | null } | null;
}

/** Counts of people that are small enough to point at somebody are told only together (GDPR recital 26; the usual least is ten). When a single one
 *  would stand alone, or those that are merged make less than the least, the next smallest joins them: otherwise whoever knows the total of the
 *  table finds them by subtraction. Empty cells say nothing of anybody and stay. */
export function mergeSmall<K>(cells: readonly Cell<K>[], least = 10): Merged<K> {
  const bySize = cells.filter(({ n }) => n > 0).toSorted((a, b) => a.n - b.n);
  const merged = bySize.filter(({ n }) => n < least);
  if (merged.length === 0) return { cells: [...cells], rest: null };
  const others = bySize.slice(merged.length);
  while (others.length > 0 && sum(merged) < least) merged.push(others.shift()!);
  const together = sum(merged);
  const gone = new Set(merged);
  return {
    cells: cells.filter((cell) => !gone.has(cell)),
    rest: { keys: cells.filter((cell) => gone.has(cell)).map(({ key }) => key), n: together < least ? null : together },
  };
}

function sum(cells: readonly Cell<unknown>[]): number {
  return cells.reduce((all, { n }) => all + n, 0);
}
