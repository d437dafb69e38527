import type { StateOf } from '../../commons/entries/kind.ts';

/** A piece of news is there until it is withdrawn, which leaves its title and the reason. */
export const states = {
  published: { look: 'done', word: 'board.state.published', open: false },
  withdrawn: { look: 'no', word: 'board.state.withdrawn', open: false },
} as const satisfies Record<string, StateOf>;
