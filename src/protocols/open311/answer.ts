import { XMLBuilder } from 'fast-xml-parser';
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
} as const;

export type Root = 'discovery' | 'services' | 'service_definition' | 'service_requests' | 'errors';
export type Format = 'xml' | 'json';
export const formats: readonly Format[] = ['xml', 'json'];
export const types: Record<Format, string> = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' };

/** The same answer in either format: JSON follows the Spark convention, in which a list is an array and loses its wrapper. */
export function written(format: Format, root: Root, value: unknown): string {
  const clean = cleaned(value);
  if (format === 'json') return JSON.stringify(clean);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(wrapped(root, clean))}\n`;
}

/** In the content of an element only these have to be escaped: a reader would end the element, or turn CR into LF. */
const builder = new XMLBuilder({
  processEntities: false,
  tagValueProcessor: (_name, value) => String(value).replace(/[&<>\r]/g, (sign) => escapes[sign]!),
});
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function wrapped(name: string, value: unknown): Record<string, unknown> {
  if (Array.isArray(value)) {
    const element = elements[name as keyof typeof elements];
    return { [name]: value.length === 0 ? '' : { [element]: value.map((one) => wrapped(element, one)[element]) } };
  }
  if (typeof value !== 'object' || value === null) return { [name]: value };
  return { [name]: Object.assign({}, ...Object.entries(value).map(([field, one]) => wrapped(field, one))) };
}

/** Both formats say the same: what XML cannot hold is in neither, and a text of which nothing is left is absent. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return holdable(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([field, one]) => [field, cleaned(one)] as const);
  return Object.fromEntries(fields.filter(([, one]) => one !== undefined && one !== ''));
}
