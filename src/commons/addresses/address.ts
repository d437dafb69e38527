/** Street addresses as people write them, and as they are compared. */

/** A house number with what comes after it: «12/A», «12 bis». */
export interface HouseNumber {
  number: string;
  exponent: string;
}

export interface Asked {
  /** Words of the street, each perhaps only begun. */
  words: string[];
  house: HouseNumber | null;
}

/** Kinds of streets, and how they are shortened. Who asks for one of these alone has not said which street. */
const kinds: Record<string, readonly string[]> = {
  via: ['v'],
  viale: ['vle', 'vl'],
  vicolo: ['vlo', 'vic', 'vco'],
  piazza: ['pza', 'pzza', 'pz', 'pzz', 'pa'],
  piazzale: ['ple', 'pzle', 'pzale', 'piazzle'],
  piazzetta: ['pzta', 'pzetta', 'ptta'],
  corso: ['cso', 'cs', 'c'],
  largo: ['lgo', 'lg', 'l'],
  strada: ['str', 'sda'],
  contrada: ['cda', 'ctr', 'ctrda', 'contr'],
  localita: ['loc'],
  frazione: ['fraz', 'fr'],
  lungomare: ['lmare', 'lungom'],
  lungotevere: ['lgt', 'lgtevere'],
  traversa: ['trav', 'tv'],
  borgo: ['bgo'],
  salita: ['sal'],
};
const shortened: Record<string, string> = {
  ...Object.fromEntries(Object.entries(kinds).flatMap(([kind, short]) => short.map((one) => [one, kind]))),
  flli: 'fratelli',
  prov: 'provinciale',
  com: 'comunale',
  dott: 'dottor',
  mons: 'monsignor',
  gen: 'generale',
};
/** «S. Maria» is found by each of the words that it may stand for. */
const saints = 's san santa santo sant';

/** A name as words are compared: small, without accents and apostrophes, abbreviations in full. */
export function plainName(text: string): string {
  return wordsOf(text)
    .map((word) => (word === 's' ? saints : word === 'ss' ? 'ss santi santissima santissimo' : (shortened[word] ?? word)))
    .join(' ');
}

/** What somebody typed: the words of the street in any order, and the last number that has a street before it. */
export function readAsked(text: string): Asked {
  const typed = wordsOf(text.slice(0, 200)).slice(0, 12);
  const at = typed.findLastIndex((word, n) => /^[1-9]\d{0,4}[a-z]{0,2}$/.test(word) && typed.slice(0, n).some(namesStreet));
  if (at < 0) return { words: typed.map(spelt), house: null };
  const [, number = '', letters = ''] = /^(\d+)([a-z]*)$/.exec(typed[at]!)!;
  const after = typed[at + 1] ?? '';
  const follows = letters === '' && isExponent(after);
  const before = typed.slice(0, at);
  if (['n', 'nr', 'num', 'numero', 'civico', 'civ'].includes(before.at(-1)!)) before.pop();
  return {
    words: [...before, ...typed.slice(at + (follows ? 2 : 1))].map(spelt),
    house: { number, exponent: exponentOf(follows ? after : letters) },
  };
}

/** «12/A», «12 bis» out of the cells of a register; nothing where there is no number. */
export function readHouse(number: string, exponent: string): HouseNumber | undefined {
  const [, digits, rest = ''] = /^0*([1-9]\d{0,4})(?!\d)\s*(?:[/-]\s*)?(.*)$/s.exec(number.trim()) ?? [];
  if (digits === undefined) return undefined;
  const after = exponentOf(`${rest} ${exponent}`);
  return after.length > 20 ? undefined : { number: digits, exponent: after };
}

/** «Via Roma 12/A» */
export function labelOf(street: string, house: HouseNumber): string {
  const { number, exponent } = house;
  if (exponent === '') return `${street} ${number}`;
  return /^[A-Z]{2,}/.test(exponent) ? `${street} ${number} ${exponent.toLowerCase()}` : `${street} ${number}/${exponent}`;
}

/** A word that says more than what kind of street it is. */
export function namesStreet(word: string): boolean {
  return word.length > 1 && !(spelt(word) in kinds);
}

/** Beginnings of words that are one letter away from this one: changed, added, left out or in the other's place. The first letter is
 *  taken to be right, so that an index finds them. */
export function nearly(word: string): string[] {
  const near = new Set([word]);
  for (let n = 1; n < word.length; n++) {
    const [before, after] = [word.slice(0, n), word.slice(n + 1)];
    near
      .add(`${before}_${after}`)
      .add(`${before}_${word.slice(n)}`)
      .add(`${before}${after}`);
    if (after) near.add(`${before}${after[0]}${word[n]}${after.slice(1)}`);
  }
  return [...near];
}

function spelt(word: string): string {
  return word.length > 1 ? (shortened[word] ?? word) : word;
}

function isExponent(word: string): boolean {
  return /^([a-z]|bis|ter|quater|quinquies)$/.test(word);
}

function exponentOf(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/** «P.zza dell’Unità» -> pzza dell unita: a full stop between letters joins what it shortens, elsewhere it parts. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\b([a-z]{1,3})\.([a-z]{1,4})\b\.?/g, (whole, a: string, b: string) =>
      `${a}${b}` in shortened ? `${a}${b} ` : whole,
    )
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
