/** How what leaves the house is tried again while whoever is to have it is away: bodies, other programs. */
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** After the first failure a minute, after the last a day; after that nobody waits any longer. */
const pauses = [minute, 5 * minute, 15 * minute, hour, 4 * hour, 12 * hour, day];

/** When to try again after so many tries; nothing when it is given up. */
export function nextTry(tries: number, now: Date): Date | undefined {
  const pause = pauses[tries - 1];
  return pause === undefined ? undefined : new Date(now.getTime() + pause);
}

/** A try takes no longer than this, or its process is dead. */
export const lease = 2 * minute;
