import { XMLParser } from 'fast-xml-parser';
import { holdable } from '../atom/atom.ts';
import { instantOf } from './asked.ts';

/** The other side of GeoReport v2: what a client sends, and what it makes of the answers, in XML or JSON. Answers of the wild are taken as they
 *  are meant where that is clear (one thing in place of a list, a number for an id, a day without its zone); everything else is `undefined`. */

/** A new request. There is no place for who reported it: nobody's name or address is passed on. */
export interface NewRequest {
  service: string;
  description: string;
  point: { lat: number; long: number } | null;
  address: string | null;
  mediaUrl: string | null;
  apiKey: string | null;
  jurisdiction: string | null;
}

/** The specification allows so many characters of description. */
export const mostDescription = 4000;

/** The body of POST requests, as a form. */
export function requestForm(request: NewRequest): string {
  const { service, description, point, address, mediaUrl, apiKey, jurisdiction } = request;
  const fields = {
    api_key: apiKey,
    jurisdiction_id: jurisdiction,
    service_code: service,
    lat: point && String(point.lat),
    long: point && String(point.long),
    address_string: address,
    description: holdable(description).slice(0, mostDescription),
    media_url: mediaUrl,
  };
  const said = Object.entries(fields).filter((field): field is [string, string] => field[1] !== null && field[1] !== '');
  return new URLSearchParams(said).toString();
}

/** An address under an endpoint: `requests.json?jurisdiction_id=…`. */
export function addressAt(
  endpoint: string,
  path: string,
  format: 'xml' | 'json',
  query: Record<string, string | null> = {},
): string {
  const said = Object.entries(query).filter((field): field is [string, string] => field[1] !== null && field[1] !== '');
  const parameters = new URLSearchParams(said).toString();
  return `${endpoint.replace(/(?<!\/)\/+$/, '')}/${path}.${format}${parameters ? `?${parameters}` : ''}`;
}

/** Does the endpoint say that it speaks JSON too? XML is what every endpoint has to speak. */
export function speaksJson(discovery: string): boolean {
  const [found] = recordsOf(discovery) ?? [];
  return found?.['endpoints'] !== undefined && /application\/json/i.test(discovery);
}

/** Its number, or what to ask for its number with. */
export type Taken = { id: string } | { token: string };

/** What was made of a sending. */
export function takenOf(answer: string): Taken | undefined {
  for (const record of recordsOf(answer) ?? []) {
    const id = text(record, 'service_request_id');
    if (id) return { id };
    const token = text(record, 'token');
    if (token) return { token };
  }
  return undefined;
}

export interface Heard {
  id: string;
  status: 'open' | 'closed';
  notes: string | undefined;
  description: string;
  updated: Date | undefined;
}

/** Requests as an endpoint tells them; those whose id or status cannot be read are left out. */
export function requestsOf(answer: string): Heard[] | undefined {
  return recordsOf(answer)?.flatMap((record) => {
    const id = text(record, 'service_request_id');
    const status = text(record, 'status')?.toLowerCase();
    if (!id || (status !== 'open' && status !== 'closed')) return [];
    const notes = text(record, 'status_notes');
    return [
      { id, status, notes, description: text(record, 'description') ?? '', updated: when(text(record, 'updated_datetime')) },
    ];
  });
}

/** The sentences of an answer that says what is wrong. */
export function faultsOf(answer: string): string[] {
  return (recordsOf(answer) ?? []).flatMap((record) => text(record, 'description') ?? []);
}

type Fields = Record<string, unknown>;

/** The elements of the list that an answer is, whichever way they are wrapped. */
function recordsOf(answer: string): Fields[] | undefined {
  const said = answer.trim();
  const read = said.startsWith('<') ? fromXml(said) : /^[[{]/.test(said) ? fromJson(said) : undefined;
  return read === undefined ? undefined : flattened(read, deepest);
}

const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: true, ignoreDeclaration: true, htmlEntities: true });

/** The root is dropped. A page of HTML is no answer, and neither is what declares entities of its own. */
function fromXml(answer: string): unknown {
  if (/<!(doctype|entity)|<html/i.test(answer)) return undefined;
  try {
    const [root] = Object.values(parser.parse(answer) as Fields);
    return root === '' ? [] : root;
  } catch {
    return undefined;
  }
}

function fromJson(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}

const wrappers = [
  'service_requests',
  'requests',
  'request',
  'errors',
  'error',
  'discovery',
  'service_request_updates',
  'request_update',
];

/** One thing is a list of one; a wrapper is opened. Nobody wraps deeper than this. */
const deepest = 8;
function flattened(value: unknown, depth: number): Fields[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((one) => flattened(one, depth - 1));
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Fields;
  const inside = wrappers.find((name) => Object.hasOwn(fields, name) && typeof fields[name] === 'object');
  return inside ? flattened(fields[inside], depth - 1) : [fields];
}

/** A field that says something; a number is its figures. */
function text(record: Fields, name: string): string | undefined {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const said = holdable(String(value)).trim();
  return said === '' || said === 'null' ? undefined : said;
}

/** Without a zone it is taken as UTC: it only tells what is newer. */
function when(said: string | undefined): Date | undefined {
  if (!said) return undefined;
  return (
    instantOf(said.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')) ??
    instantOf(`${said.replace(' ', 'T')}Z`) ??
    instantOf(`${said}T00:00:00Z`)
  );
}
