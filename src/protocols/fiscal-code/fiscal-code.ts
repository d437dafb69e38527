/** The Italian fiscal code (d.m. 23 December 1976; d.P.R. 605/1973): sixteen characters with a check letter, or the eleven digits of a provisional one. */

/** Where digits stand; of two people who would have the same code, one has letters there instead (omocodia). */
const digitsAt = [6, 7, 9, 10, 12, 13, 14];
const omocodia = 'LMNPQRSTUV';
const months = 'ABCDEHLMPRST';
const shape = /^[A-Z]{6}[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/;
/** Values of the characters in odd places (first, third, ...), for 0-9 and for A-Z alike. */
const oddDigits = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const oddLetters = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** The code as it is written and compared, or nothing when it is none. SPID and CIE send it as `TINIT-…`. Letters of omocodia stay: a code with
 *  them is that of somebody else than the code without. */
export function fiscalCodeOf(typed: string): string | undefined {
  const code = typed
    .trim()
    .toUpperCase()
    .replace(/^TINIT-/, '');
  return isFiscalCode(code) ? code : undefined;
}

export function isFiscalCode(code: string): boolean {
  if (/^\d{11}$/.test(code)) return isProvisional(code);
  return shape.test(code) && checkLetter(code.slice(0, 15)) === code[15] && dayOf(code) !== undefined;
}

/** The sixteenth character of the first fifteen. */
export function checkLetter(fifteen: string): string {
  let sum = 0;
  for (const [i, character] of [...fifteen].entries()) {
    const letter = character.charCodeAt(0) - 65;
    const value = letter >= 0 ? letter : Number(character);
    sum += i % 2 === 1 ? value : letter >= 0 ? oddLetters[letter]! : oddDigits[value]!;
  }
  return String.fromCharCode(65 + (sum % 26));
}

export interface Birth {
  /** YYYY-MM-DD. Of the two centuries that a code allows, the later one that is not to come. */
  date: string;
  gender: 'F' | 'M';
  /** Cadastral code of the municipality, or of the foreign country (Z…). */
  place: string;
  abroad: boolean;
}

/** What a code says of a birth; a provisional one says nothing. `today` is YYYY-MM-DD. */
export function birthOf(code: string, today: string): Birth | undefined {
  if (code.length !== 16) return undefined;
  const plain = withDigits(code);
  const day = dayOf(code)!;
  const monthAndDay = `${String(months.indexOf(plain[8]!) + 1).padStart(2, '0')}-${String(day % 40).padStart(2, '0')}`;
  const century = Number(today.slice(0, 2));
  const thisCentury = `${century}${plain.slice(6, 8)}-${monthAndDay}`;
  const date = isDate(thisCentury) && thisCentury <= today ? thisCentury : `${century - 1}${plain.slice(6, 8)}-${monthAndDay}`;
  const place = plain.slice(11, 15);
  return { date, gender: day > 40 ? 'F' : 'M', place, abroad: place.startsWith('Z') };
}

/** Day of birth, with forty added for women; nothing where no month of any year has it. */
function dayOf(code: string): number | undefined {
  const plain = withDigits(code);
  const day = Number(plain.slice(9, 11));
  const most = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][months.indexOf(plain[8]!)]!;
  return day % 40 >= 1 && day % 40 <= most && day <= 71 ? day : undefined;
}

function withDigits(code: string): string {
  const characters = [...code];
  for (const at of digitsAt) {
    const digit = omocodia.indexOf(characters[at]!);
    if (digit >= 0) characters[at] = String(digit);
  }
  return characters.join('');
}

function isDate(date: string): boolean {
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
}

/** The last digit checks the others as that of a VAT number does. */
function isProvisional(code: string): boolean {
  let sum = 0;
  for (const [i, character] of [...code].entries()) {
    const digit = Number(character);
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0 && code !== '00000000000';
}
