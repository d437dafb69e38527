/** The acts of which people are told, whatever room they come from. `around`: also those who follow the municipality, the topic or the
 *  place; otherwise those who follow the thing. What is said of each is in the texts, `notices.told.<verb>`.
 *  Moderation writes its own mails. */
export const told: Readonly<Record<string, { around: boolean }>> = {
  'reports.send': { around: true },
  'reports.take-charge': { around: false },
  'reports.answer': { around: false },
  'reports.start-work': { around: false },
  'reports.resolve': { around: false },
  'reports.close': { around: false },
  'board.publish': { around: true },
  'board.withdraw': { around: false },
  'discussion.comment': { around: false },
};

/** Why a person was told: the strongest reason is kept. */
export type Reason = 'reply' | 'author' | 'thing' | 'near' | 'topic' | 'municipality';
