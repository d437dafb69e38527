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
export function render(page: VNode, words: Words): string {
  return `<!doctype html>\n${renderPart(page, words)}`;
}

/** A piece of a page. */
export function renderPart(part: VNode, words: Words): string {
  return renderToString(<WordsContext.Provider value={words}>{part}</WordsContext.Provider>);
}

// Preact escapes what it writes, but an address may still be a program. The policy of our pages would stop it
// (CSP script-src 'self'); a mail or a page saved to disk has no policy, so it is taken away here.
const program = /^[\s\p{Cc}]*(javascript|vbscript|data):/iu;
const before = options.vnode;
options.vnode = (vnode) => {
  const props = vnode.props as { href?: unknown; action?: unknown; formaction?: unknown };
  if (typeof vnode.type === 'string') {
    if (typeof props.href === 'string' && program.test(props.href)) props.href = '#';
    if (typeof props.action === 'string' && program.test(props.action)) props.action = '#';
    if (typeof props.formaction === 'string' && program.test(props.formaction)) props.formaction = '#';
  }
  before?.(vnode);
};
