import type { Words } from '../../kernel/text/text.ts';

let offered: readonly string[] = [];

/** Called once, when the house is built: names of the verbs that another computer may be given a key for. */
export function declareVerbsForKeys(names: readonly string[]): void {
  offered = names;
}

export function verbsForKeys(): readonly string[] {
  return offered;
}

/** What a key may do, in words: those of the room that has the verb. */
export function verbInWords(words: Words, name: string): string {
  const [room, verb] = name.split('.') as [string, string];
  return words.has(`${room}.verb.${verb}`) ? words.t(`${room}.verb.${verb}`) : name;
}
