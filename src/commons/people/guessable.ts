import { dictionary } from '@zxcvbn-ts/language-common';
import type { Ctx } from '../../kernel/context.ts';
import { territoryOf } from '../territory/territory.ts';

/** Passwords that were chosen most, from leaks: what is tried first. Parts of less than four letters say nothing. */
const common = new Set(dictionary['passwords-common'].filter((one) => one.length >= 4));
const longest = 24;

/** What a known word is worth, whatever its length, beside a letter that belongs to none. */
const worthOfWord = 2;
const enough = 8;

/** Is it a word that is tried first, some of them in a row, or one with a little around it? Names of the place count among them
 *  (OWASP ASVS 5.0, 6.1.2, 6.2.4, 6.2.11 and 6.2.12). */
export function isGuessable(ctx: Ctx, password: string): boolean {
  return worthOf(plain(password), ofThePlace(ctx)) < enough;
}

/** The least in which it can be said: known words and single letters. */
function worthOf(text: string, names: ReadonlySet<string>): number {
  const least = [0];
  for (let end = 1; end <= text.length; end++) {
    least[end] = least[end - 1]! + 1;
    for (let from = Math.max(0, end - longest); from <= end - 4; from++) {
      const word = text.slice(from, end);
      if (common.has(word) || names.has(word)) least[end] = Math.min(least[end]!, least[from]! + worthOfWord);
    }
  }
  return least[text.length]!;
}

function ofThePlace(ctx: Ctx): ReadonlySet<string> {
  const { metropolis, municipalities } = territoryOf(ctx);
  const names = [metropolis?.name ?? '', ...municipalities.map(({ name }) => name)].map(plain);
  return new Set([
    'arengo',
    'comune',
    ...names,
    ...names.flatMap((name) => name.split(/[^a-z]+/).filter((word) => word.length >= 4)),
  ]);
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
