import type { StateOf } from '../../../commons/entries/kind.ts';

export const caseStateNames = ['open', 'planned', 'resolved', 'closed-without-action'] as const;
export type CaseState = (typeof caseStateNames)[number];

/** What one answer does to every member. */
export const caseMoves = ['plan', 'resolve', 'close'] as const;
export type CaseMove = (typeof caseMoves)[number];

/** A case file is as far as its last answer; answering without a move leaves it where it is. */
export const caseStates: Readonly<Record<CaseState, StateOf>> = {
  open: { look: 'taken', word: 'reports.case-state.open', open: true },
  planned: { look: 'work', word: 'reports.case-state.planned', open: true },
  resolved: { look: 'done', word: 'reports.case-state.resolved', open: false },
  'closed-without-action': { look: 'no', word: 'reports.case-state.closed-without-action', open: false },
};

export const stateAfter: Readonly<Record<CaseMove, CaseState>> = {
  plan: 'planned',
  resolve: 'resolved',
  close: 'closed-without-action',
};

export function isOpen(state: string): boolean {
  return caseStates[state as CaseState]?.open ?? false;
}

/** Acts that the thread of a case file shows. */
export const caseThreadVerbs: readonly string[] = ['reports.open-case', 'reports.answer-case'];

/** Reports of one kind within so many metres of each other may be one problem. */
export const clusterMetres = 150;
export const clusterLeast = 3;

export interface Pair {
  a: string;
  b: string;
}

/** Groups in which everybody is near everybody, the largest first, nobody in two of them. `pairs` are those who are near each other. */
export function clusters(pairs: readonly Pair[], least = clusterLeast): string[][] {
  const near = new Map<string, Set<string>>();
  const of = (one: string) => near.get(one) ?? near.set(one, new Set()).get(one)!;
  for (const { a, b } of pairs) {
    of(a).add(b);
    of(b).add(a);
  }
  const byNeighbours = [...near.keys()].sort((a, b) => of(b).size - of(a).size || a.localeCompare(b));
  const taken = new Set<string>();
  const found: string[][] = [];
  for (const seed of byNeighbours) {
    if (taken.has(seed)) continue;
    const group = [seed];
    for (const other of byNeighbours)
      if (!taken.has(other) && other !== seed && group.every((one) => of(one).has(other))) group.push(other);
    if (group.length < least) continue;
    for (const one of group) taken.add(one);
    found.push(group);
  }
  return found.sort((a, b) => b.length - a.length);
}
