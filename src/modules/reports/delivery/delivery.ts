/** The states of a delivery, in one table: who moves it where. `house` is our own machine, `office` the people at the desk. */
export const deliveryStates = {
  // Waits for its first or next try.
  queued: { sent: 'house', acknowledged: 'either', failed: 'house' },
  // The mail was taken, or a token given: their number is still to come.
  sent: { acknowledged: 'either' },
  // They have a number for it.
  acknowledged: {},
  // Given up: the office tries again, or reaches the body by itself and writes its number.
  failed: { queued: 'office', acknowledged: 'office' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, 'house' | 'office' | 'either'>>>>;

export type DeliveryState = keyof typeof deliveryStates;

export function mayBecome(from: DeliveryState, to: DeliveryState, who: 'house' | 'office'): boolean {
  const by = (deliveryStates[from] as Partial<Record<DeliveryState, string>>)[to];
  return by === who || by === 'either';
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** The longer nothing is new, the rarer we ask: after a quarter of that time again, between ten minutes and a day. */
export function nextLook(news: Date, now: Date): Date {
  const quiet = now.getTime() - news.getTime();
  return new Date(now.getTime() + Math.min(day, Math.max(10 * minute, quiet / 4)));
}

/** How long it is still looked at without anything new: what they closed they may open again, what they forgot is not asked of for ever. */
export const looksFor = { closed: 60 * day, open: 365 * day } as const;

/** Why a try did not succeed: those that another try may mend, and those that only people can. */
export const hindrances = {
  unreachable: 'again',
  slow: 'again',
  busy: 'again',
  unclear: 'again',
  mail: 'again',
  key: 'people',
  refused: 'people',
  address: 'people',
  hidden: 'people',
  hand: 'people',
  loop: 'people',
  'taken-back': 'people',
  retired: 'people',
} as const;
export type Hindrance = keyof typeof hindrances;
