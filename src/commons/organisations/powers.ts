import type { Words } from '../../kernel/text/text.ts';

/** What a delegate may be given; rooms add their own in their manifest. */
let powers: readonly string[] = [];

/** Called once, when the house is built. */
export function declarePowers(rooms: readonly { powers?: readonly string[] }[]): void {
  powers = [...new Set(rooms.flatMap((room) => room.powers ?? []))];
}

/** In the order of the rooms. */
export function allPowers(): readonly string[] {
  return powers;
}

/** `speak` stands in the texts of this room, `pacts.sign` in those of pacts as `pacts.power.sign`. */
export function powerInWords(words: Words, power: string): string {
  const [room, name] = power.split('.');
  return name === undefined ? words.t(`organisations.power.${power}`) : words.t(`${room}.power.${name}`);
}
