/** Reading XML with the one parser that xml-crypto uses as well: two parsers that read one text differently are how signatures are wrapped. */
import { DOMParser } from '@xmldom/xmldom';

/** Nothing when the text is not well-formed, or holds what no message of SAML needs and attacks do: document types, entities, CDATA,
 *  processing instructions, NUL. */
export function parseXml(text: string): Document | undefined {
  const declared = /^\uFEFF?<\?xml [^?<>]*\?>/.exec(text)?.[0] ?? '';
  const body = text.slice(declared.length);
  if (/<!(?!--)|<\?|\0/.test(body)) return undefined;
  const refused = (why: string): never => {
    throw new Error(why);
  };
  try {
    const parser = new DOMParser({ errorHandler: { warning: refused, error: refused, fatalError: refused } });
    const document = parser.parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml');
    return document?.documentElement && hasOneRoot(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** The parser lets words and elements stand behind the root. */
function hasOneRoot(document: Document): boolean {
  for (let node = document.firstChild; node; node = node.nextSibling) {
    if (isElement(node) ? node !== document.documentElement : node.nodeType === 3 && node.nodeValue?.trim()) return false;
  }
  return true;
}

/** The elements below, at any depth, in their order. A loop: a text of a hundred thousand brackets must not end the process. */
export function everyElement(root: Document | Element): Element[] {
  const found: Element[] = [];
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (isElement(node)) found.push(node);
    for (let child = node.lastChild; child; child = child.previousSibling) waiting.push(child);
  }
  return found;
}

export function isNamed(element: Element, space: string, name: string): boolean {
  return element.namespaceURI === space && element.localName === name;
}

export function childrenOf(parent: Element, space: string, name: string): Element[] {
  const found: Element[] = [];
  for (let child = parent.firstChild; child; child = child.nextSibling)
    if (isElement(child) && isNamed(child, space, name)) found.push(child);
  return found;
}

/** The one child of this name; nothing when there is none, or there are several. */
export function onlyChild(parent: Element | undefined, space: string, name: string): Element | undefined {
  const found = parent ? childrenOf(parent, space, name) : [];
  return found.length === 1 ? found[0] : undefined;
}

export function textOf(element: Element | undefined): string {
  return element?.textContent?.trim() ?? '';
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
