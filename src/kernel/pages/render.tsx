import { createContext, options, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { renderToString } from 'preact-render-to-string';
import type { Words } from '../text/text.ts';

const WordsContext = createContext<Words | null>(null);

/** The reader's words, wherever the component stands. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('A page must be drawn by render(page, words)');
  return words;
}

/** A whole page, ready to be sent. */
export function render(page: VNode<any>, words: Words): string {
  return `<!doctype html>\n${renderPart(page, words)}`;
}

/** A piece of a page. */
export function renderPart(part: VNode<any>, words: Words): string {
  return renderToString(<WordsContext.Provider value={words}>{part}</WordsContext.Provider>);
}

// Preact escapes what it writes, but an address may still be a program. The policy of our pages would stop it
// (CSP script-src 'self'); a mail or a page saved to disk has no policy, so it is taken away here.
const before = options.vnode;
options.vnode = (vnode) => {
  if (typeof vnode.type === 'string') {
    const props = vnode.props as Record<string, unknown>;
    for (const name of ['href', 'action', 'formaction']) {
      if (isProgram(props[name])) props[name] = '#';
    }
  }
  before?.(vnode);
};

/** As a browser reads it: spaces and control characters before the address, and tabs and line ends inside it, do not count (WHATWG URL). */
function isProgram(address: unknown): boolean {
  if (typeof address !== 'string' || !address.includes(':')) return false;
  return /^(javascript|vbscript|data):/i.test(address.replace(/^[\s\p{Cc}]+|[\t\n\r]/gu, ''));
}
