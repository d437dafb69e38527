import type { Words } from '../../kernel/text/text.ts';
import type { Module } from '../module.ts';

let declared: readonly string[] = [];

/** Called once, when the house is built: where people are asked for personal data, each with a notice of its own. */
export function declareCollected(rooms: readonly Pick<Module, 'collects'>[]): void {
  declared = rooms.flatMap((room) => room.collects ?? []);
}

export function procedures(): readonly string[] {
  return declared;
}

/** Its words stand in the texts of its room, under `<room>.collects.<name>`. */
export function sayOf(words: Words, procedure: string, what: 'name' | 'what' | 'basis' | 'kept'): string {
  const [room, name] = procedure.split('.') as [string, string];
  return words.t(`${room}.collects.${name}.${what}`);
}
