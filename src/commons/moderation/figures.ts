/** So many, by reason: flagged, hidden, restored. */
export interface ReasonFigures {
  reason: string;
  counts: number[];
}

/** Under this a number could tell who it is. */
export const least = 10;

export interface Merged {
  rows: ReasonFigures[];
  /** What the small rows make together, if any were small. */
  others: number[] | null;
  totals: number[];
}

/** Rows with a number between one and nine are put together, and more of the smallest with them until what they make together is not small
 *  either: otherwise the difference from the total would tell what was left out. A column whose total is small stays out of the reckoning:
 *  the page only says that it is under ten. */
export function merged(rows: readonly ReasonFigures[]): Merged {
  const columns = rows[0]?.counts.map((_, i) => i) ?? [];
  const totals = columns.map((i) => rows.reduce((sum, row) => sum + row.counts[i]!, 0));
  const told = columns.filter((i) => totals[i]! >= least);
  const isSmall = (counts: readonly number[]) => told.some((i) => counts[i]! > 0 && counts[i]! < least);
  const kept = rows.filter((row) => !isSmall(row.counts)).sort((a, b) => sum(b.counts) - sum(a.counts));
  const folded = rows.filter((row) => isSmall(row.counts));
  const together = () => columns.map((i) => folded.reduce((total, row) => total + row.counts[i]!, 0));
  while (folded.length > 0 && kept.length > 0 && isSmall(together())) folded.push(kept.pop()!);
  return { rows: kept, others: folded.length > 0 ? together() : null, totals };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, n) => total + n, 0);
}
