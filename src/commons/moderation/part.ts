import type { Entry } from '../entries/store.ts';

/** Where an abuse is flagged. */
export function flagPath(entry: Pick<Entry, 'code'>): string {
  return `/modera/segnala/${entry.code}`;
}
