import { holdable } from '../atom/atom.ts';

/** A list and what one of its elements is called. */
const elements = {
  services: 'service',
  service_requests: 'request',
  attributes: 'attribute',
  values: 'value',
  endpoints: 'endpoint',
  formats: 'format',
  errors: 'error',
  photos: 'photo',
  notes: 'note',
  service_request_updates: 'request_update',
} as const;

export type Root = 'discovery' | 'services' | 'service_definition' | 'service_requests' | 'service_request_updates' | 'errors';
export type Format = 'xml' | 'json';
export const formats: readonly Format[] = ['xml', 'json'];
export const types: Record<Format, string> = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' };

/** The same answer in either format: JSON follows the Spark convention, in which a list is an array and loses its wrapper. Both say the same:
 *  what XML cannot hold is in neither, and a text of which nothing is left is absent. */
export function written(format: Format, root: Root, value: unknown): string {
  if (format === 'xml') return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value)}\n`;
  const text = JSON.stringify(value);
  // A thousand requests are seldom in need of it, and copying them would cost a fifth of the answer.
  return suspect.test(text) ? JSON.stringify(cleaned(value)) : text;
}

/** What JSON escapes and XML cannot hold, and empty texts: in what has none of them nothing is to be cleaned. */
const suspect = /\\[ubf]|[\uFFFE\uFFFF]|:""/;

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return holdable(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([field, one]) => [field, cleaned(one)] as const);
  return Object.fromEntries(fields.filter(([, one]) => one !== undefined && one !== ''));
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === '') return '';
  if (typeof value !== 'object' || value === null) {
    const text = content(String(value));
    return text === '' ? '' : `<${name}>${text}</${name}>`;
  }
  let inside = '';
  if (Array.isArray(value)) for (const one of value) inside += element(elements[name as keyof typeof elements], one);
  else for (const field in value) inside += element(field, value[field as keyof typeof value]);
  return `<${name}>${inside}</${name}>`;
}

/** In the content of an element only these have to be escaped: a reader would end the element, or turn CR into LF. */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
function content(text: string): string {
  return plain.test(text) ? text : holdable(text).replace(/[&<>\r]/g, (sign) => escapes[sign]!);
}

/** Nothing to escape, nothing that XML cannot hold, nothing in two units of UTF-16: nearly every text. */
const plain = /^[\t\n -%'-;=?-\uD7FF\uE000-\uFFFD]*$/;
