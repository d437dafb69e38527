/** Finds the regular expressions of a source file: the literals, and the patterns of schemas. A scanner of tokens, as far as it needs to be one
 *  to tell a division from an expression. */
export interface Expression {
  /** `file:line`. */
  at: string;
  source: string;
  flags: string;
  /** How long a text it is ever asked of: twelve times the `maxLength` beside a pattern (kernel/forms/parse.ts). */
  most?: number;
}

/** After these a slash begins an expression; after a name, a number or a closing bracket it divides, after `<` and `}` it closes a tag. */
const before = /(?:^|[([{,;:?=!&|+\-*%~^]|=>|\b(?:return|typeof|case|in|of|do|else|void|yield|await|new|delete))$/;

export function expressionsOf(file: string, text: string): Expression[] {
  const found: Expression[] = [];
  const at = (index: number) => `${file}:${text.slice(0, index).split('\n').length}`;
  /** What came before, without blanks and comments: as much of it as is asked for. */
  let last = '';
  /** Braces that are open; those of `${` are marked. */
  const braces: boolean[] = [];
  let i = 0;
  const template = () => {
    while (i < text.length && text[i] !== '`') {
      if (text[i] === '\\') i++;
      else if (text.startsWith('${', i)) {
        i += 2;
        braces.push(true);
        last = '{';
        return;
      }
      i++;
    }
    i++;
    last = ')';
  };
  while (i < text.length) {
    const char = text[i]!;
    if (text.startsWith('//', i)) i = endOf(text, '\n', i);
    else if (text.startsWith('/*', i)) i = endOf(text, '*/', i) + 2;
    else if (/\s/.test(char)) i++;
    else if (char === "'" || char === '"') {
      const from = i++;
      while (i < text.length && text[i] !== char && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
      i++;
      if (/\bpattern: $/.test(text.slice(from - 9, from)))
        found.push({
          at: at(from),
          source: text.slice(from + 1, i - 1).replaceAll('\\\\', '\\'),
          flags: 'u',
          most: boundOf(text.slice(text.lastIndexOf('{', from), text.indexOf('}', i))),
        });
      last = ')';
    } else if (char === '`') {
      i++;
      template();
    } else if (char === '}' && braces.pop()) {
      i++;
      template();
    } else if (char === '/' && before.test(last)) {
      const end = endOfExpression(text, i);
      if (end === undefined) {
        i++;
        continue;
      }
      const flags = /^[a-z]*/.exec(text.slice(end + 1))![0];
      found.push({ at: at(i), source: text.slice(i + 1, end), flags });
      i = end + 1 + flags.length;
      last = ')';
    } else {
      if (char === '{') braces.push(false);
      const word = /^[\w$]+/.exec(text.slice(i, i + 80))?.[0] ?? char;
      last = word.length > 1 || /[\w$]/.test(word) ? word : (last + word).slice(-2);
      i += word.length;
    }
  }
  return found;
}

function boundOf(declaration: string): number | undefined {
  const most = /maxLength: (\d+)/.exec(declaration)?.[1];
  return most === undefined ? undefined : 12 * Number(most);
}

function endOf(text: string, what: string, from: number): number {
  const end = text.indexOf(what, from);
  return end < 0 ? text.length : end;
}

/** The closing slash, on the same line and outside of a class. */
function endOfExpression(text: string, from: number): number | undefined {
  let inClass = false;
  for (let i = from + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i;
  }
  return undefined;
}

/** Texts that expressions with too many ways fail on slowly: what the expression itself speaks of, over and over, and then not what it waits for. */
export function hostileTexts({ source }: Expression, length: number, pairs: number): string[] {
  const plain = source.replace(/\\u\{?[0-9a-f]+\}?|\\x[0-9a-f]{2}/gi, '');
  const spoken = [...new Set(plain.replace(/\\[wdsbnrtpPBDSW]/g, '').replace(/[\\()[\]{}|?*+^$]/g, ''))].slice(0, 14);
  const letters = [...new Set([...spoken, 'a', '0', ' ', '-', '.', ',', ':', '\n', '\t', '<', '"', '/', '=', 'é'])];
  const words = [...plain.matchAll(/[\w</"'=:;,.@# -]{2,}/g)].map(([word]) => word).slice(0, 4);
  const units = [
    ...letters,
    ...letters.slice(0, pairs).flatMap((one) => letters.slice(0, pairs).map((other) => one + other)),
    ...words,
    'a0 ',
    'a-',
    '"a',
    '<a ',
    'a.b@',
    '[a](',
    '\\',
  ];
  const heads = ['', ...words.slice(0, 2), ...spoken.slice(0, 2)];
  return [...new Set(units)].flatMap((unit, n) =>
    (n < 12 ? heads : ['']).flatMap((head) => [`${head}${unit.repeat(Math.ceil(length / unit.length))}\u0001 !\n.`]),
  );
}
