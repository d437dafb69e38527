/** Characters that make a text say something else than it shows (Unicode Technical Standard 39, Unicode Technical Report 36). */

const direction = /[\u202a-\u202e\u2066-\u2069]/u;
const invisible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/u;
const latin = /\p{Script=Latin}/u;
const alike = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/** A text with characters that turn the direction, cannot be seen, or a word that mixes alphabets which look alike.
 *  Texts wholly in another alphabet are welcome. */
export function faultOfText(text: string): { kind: string; params: Record<string, string> } | undefined {
  if (direction.test(text)) return { kind: 'direction', params: {} };
  if (invisible.test(text)) return { kind: 'invisible', params: {} };
  for (const word of text.split(/[^\p{L}\p{M}]+/u)) {
    if (latin.test(word) && alike.test(word)) return { kind: 'mixed-alphabets', params: { word: word.slice(0, 40) } };
  }
  return undefined;
}
