import type { Db } from '../context.ts';
import { findWriting, type Writing } from './store.ts';

/** Up to which act the register may be read (docs/decisions/0005): to an act that was there already while the last of those who then wrote was
 *  still at work. Whatever comes later has a higher number; whatever was rolled back never comes. Each call looks once. */
export function openHorizon(db: Db): () => Promise<string> {
  let upTo = '0';
  let seen: Writing | null = null;
  return async () => {
    const now = await findWriting(db);
    if (now.writers.length > 0 && seen?.writers.some((writer) => now.writers.includes(writer))) return upTo;
    upTo = now.writers.length === 0 ? now.last : (seen?.last ?? upTo);
    seen = now;
    return upTo;
  };
}
