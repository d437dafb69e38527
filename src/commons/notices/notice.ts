import type { Ctx } from '../../kernel/context.ts';

/** How an act is told. `toAuthor`: a line more in the mail to whoever wrote the thing, where there is one to say, as it stands when the mail goes. */
interface How {
  around: boolean;
  toAuthor?: (ctx: Ctx, told: { entry: string; state: string; closed: Date | null }) => Promise<string | undefined>;
}

/** Acts of which people are told, as the rooms that write them declare: `around` also those who follow the municipality, the topic or the place;
 *  otherwise those who follow the thing. The room says it in its texts: `<room>.told.<verb>` in a word, `<room>.told-sentence.<verb>` in a sentence.
 *  Moderation writes its own mails. */
export type Tells = Readonly<Record<string, How>>;

const told = new Map<string, How>();

/** Called once, when the house is built. */
export function declareTold(list: readonly Tells[]): void {
  for (const tells of list) for (const [verb, how] of Object.entries(tells)) told.set(verb, how);
}

export function howTold(verb: string): How | undefined {
  return told.get(verb);
}

export function allTold(): string[] {
  return [...told.keys()];
}

/** `reports.send` -> `reports.told.send`. */
export function toldKey(verb: string, what: 'told' | 'told-sentence'): string {
  return verb.replace('.', `.${what}.`);
}

/** Why a person was told: the strongest reason is kept. */
export type Reason = 'reply' | 'author' | 'thing' | 'near' | 'topic' | 'municipality';
