import type { Limit } from './verb.ts';

/** Counts in the memory of this process: losing them at a restart is harmless, and a limit never depends on the database. */
const counts = new Map<string, { since: number; times: number }>();

/** May this actor or source do it once more now? `at` in milliseconds. */
export function within(what: string, who: string, limit: Limit, at: number): boolean {
  if (isThisMachine(who)) return true;
  if (counts.size > 100_000) forgetOld(at);
  const key = `${what} ${who}`;
  const count = counts.get(key);
  // What was counted under a clock that has been set back since counts no more: it would hold people up until that hour comes again.
  if (!count || at < count.since || at - count.since >= limit.seconds * 1000) {
    counts.set(key, { since: at, times: 1 });
    return true;
  }
  count.times++;
  return count.times <= limit.times;
}

/** Requests from this machine itself are the operator's tools, or everybody when a proxy in front is not declared (ARENGO_TRUSTED_PROXIES):
 *  limiting them would lock everybody out. */
export function isThisMachine(source: string): boolean {
  return source.startsWith('127.') || source === '::1' || source.startsWith('0:0:0:0::');
}

function forgetOld(at: number): void {
  for (const [key, count] of counts) if (at - count.since > 3_600_000) counts.delete(key);
  if (counts.size > 100_000) counts.clear();
}
