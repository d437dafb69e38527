import { createHash } from 'node:crypto';
import type { Assurance } from '../../kernel/actor.ts';
import { hmac } from '../../kernel/register/hmac.ts';
import { birthOf } from '../../protocols/fiscal-code/fiscal-code.ts';
import type { Level } from '../../protocols/spid/names.ts';

/** The levels of SPID and CIE are those of Regulation (EU) 910/2014, art. 8. */
export const assuranceOf: Record<Level, Exclude<Assurance, 'none' | 'email'>> = { 1: 'low', 2: 'substantial', 3: 'high' };

/** Art. 2-quinquies of d.lgs. 196/2003: from fourteen a person consents by themselves. */
export const leastAge = 14;

/** The fiscal code itself is never kept: one person is one by this. */
export function fiscalHash(key: Buffer, code: string): Buffer {
  return hmac(key, code);
}

/** An account at a provider, of which nothing else is kept. The same subject at another issuer is somebody else. */
export function subjectHash(key: Buffer, issuer: string, subject: string): Buffer {
  return hmac(key, JSON.stringify([issuer, subject]));
}

/** No assertion counts twice, and nothing of it is kept but this. */
export function assertionHash(issuer: string, id: string): Buffer {
  return createHash('sha256').update(`${issuer} ${id}`).digest();
}

/** Whole years on a day; both YYYY-MM-DD. Nothing when nobody says when the person was born. */
export function ageOn(today: string, said: string | undefined, code: string): number | undefined {
  const birth = /^\d{4}-\d{2}-\d{2}$/.test(said ?? '') ? said! : birthOf(code, today)?.date;
  if (!birth) return undefined;
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** «ANNA MARIA» «DE LUCA» as providers send them, as people write them: Anna Maria De Luca. */
export function certifiedName(name: string, familyName: string): string {
  const whole = `${name} ${familyName}`.replaceAll(/\s+/g, ' ').trim();
  const isShouted = whole === whole.toLocaleUpperCase('it');
  const said = isShouted
    ? whole
        .toLocaleLowerCase('it')
        .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLocaleUpperCase('it'))
    : whole;
  return [...said].slice(0, 80).join('');
}
