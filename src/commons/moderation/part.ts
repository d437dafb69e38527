import type { Entry } from '../entries/store.ts';

/** Where an abuse is flagged; of a comment, with `?commento=` and its id. */
export function flagPath(entry: Pick<Entry, 'code'>): string {
  return `/modera/segnala/${entry.code}`;
}
