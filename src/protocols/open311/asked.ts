/** What a client said, as parameters of a query or fields of a form: an empty one is as if it were not there. */
export type Given = Record<string, unknown>;

/** Something that cannot be answered: the status of HTTP (404 for what does not exist, 403 for the key, 400 for everything else), which fact,
 *  and the parameters of the sentence that tells it. */
export interface Fault {
  status: number;
  fact:
    | 'datetime'
    | 'order'
    | 'span'
    | 'status'
    | 'page'
    | 'page-size'
    | 'too-far'
    | 'no-service-code'
    | 'no-location'
    | 'point'
    | 'no-request-id'
    | 'no-update-id'
    | 'no-description';
  params: Record<string, string | number>;
}

export interface Asked {
  /** When there are some, nothing else limits the answer. */
  ids: string[];
  services: string[];
  statuses: ('open' | 'closed')[];
  /** The first instant that is in, and the first that is no longer. */
  from: Date;
  until: Date;
  page: number;
  size: number;
  extensions: boolean;
}

/** At most so many in an answer, of so many days. */
const mostRequests = 1000;
const mostDays = 90;
/** Pages by number cost what those before them cost: so far and no further. */
const farthest = 100_000;
const day = 86_400_000;

/** GET requests: which ones. */
export function askedOf(query: Given, now: Date): Asked | Fault[] {
  const faults: Fault[] = [];
  const whole = (name: 'page' | 'page_size', otherwise: number, most: number): number => {
    const text = one(query, name);
    if (text === undefined) return otherwise;
    const n = /^\d{1,7}$/.test(text) ? Number(text) : 0;
    if (n < 1 || n > most) faults.push(fault(name === 'page' ? 'page' : 'page-size', { value: short(text), most }));
    return n;
  };
  const page = whole('page', 1, farthest);
  const size = whole('page_size', mostRequests, mostRequests);
  if (page * size > farthest) faults.push(fault('too-far', { most: farthest }));
  const extensions = !['', 'false', '0'].includes(one(query, 'extensions')?.toLowerCase() ?? '');
  const ids = several(query, 'service_request_id').slice(0, farthest);
  const span = spanOf(query, now, faults);
  const statuses = several(query, 'status').map((status) => status.toLowerCase());
  const strange = statuses.find((status) => status !== 'open' && status !== 'closed');
  if (strange !== undefined) faults.push(fault('status', { value: short(strange) }));
  if (ids.length > 0) {
    const stays = faults.filter(({ fact }) => fact === 'page' || fact === 'page-size' || fact === 'too-far');
    if (stays.length > 0) return stays;
  } else if (faults.length > 0) return faults;
  return {
    ids,
    services: several(query, 'service_code'),
    statuses: statuses as Asked['statuses'],
    ...span,
    page,
    size,
    extensions,
  };
}

/** With neither end the last ninety days; with one, ninety days from there. */
function spanOf(query: Given, now: Date, faults: Fault[]): { from: Date; until: Date } {
  const [start, end] = ['start_date', 'end_date'].map((name) => {
    const text = one(query, name);
    const at = text === undefined ? undefined : instantOf(text);
    if (text !== undefined && !at) faults.push(fault('datetime', { name, value: short(text) }));
    return at?.getTime();
  });
  const last = end ?? (start === undefined ? now.getTime() : start + mostDays * day);
  const first = start ?? last - mostDays * day;
  if (first > last) faults.push(fault('order', {}));
  // Ninety days of a calendar are an hour longer when summer time ends among them.
  else if (last - first > mostDays * day + 3_600_000) faults.push(fault('span', { days: mostDays }));
  return { from: new Date(first), until: new Date(last + 1) };
}

/** A W3C date and time, whose zone must be said. A plus that was not escaped arrives as a space. */
export function instantOf(text: string): Date | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/.exec(
    text.replace(/ (?=\d{2}:\d{2}$)/, '+'),
  );
  if (!parts) return undefined;
  const [whole, date] = parts as unknown as [string, string];
  const at = new Date(whole);
  const calendar = new Date(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(at.getTime()) && !Number.isNaN(calendar.getTime()) && calendar.toISOString().startsWith(date);
  return isReal && date >= '1900' && date < '2200' ? at : undefined;
}

export interface Sending {
  service: string;
  point: { lat: number; long: number } | null;
  addressString: string | undefined;
  addressId: string | undefined;
  email: string | undefined;
  name: string | undefined;
  description: string | undefined;
  mediaUrl: string | undefined;
  /** `attribute[code]`, and of a list `attribute[code][]`: what was answered to the questions of the service. */
  attributes: Record<string, string | string[]>;
}

/** POST request: what is told. The telephone and the identifiers of device and account are not read: nothing needs them. */
export function sendingOf(form: Given): Sending | Fault[] {
  const faults: Fault[] = [];
  const service = one(form, 'service_code');
  if (service === undefined) faults.push(fault('no-service-code', {}));
  const [lat, long] = [one(form, 'lat'), one(form, 'long')];
  const point = lat === undefined && long === undefined ? null : { lat: degrees(lat, 90), long: degrees(long, 180) };
  if (point && (Number.isNaN(point.lat) || Number.isNaN(point.long))) faults.push(fault('point', {}));
  const addressString = one(form, 'address_string');
  const addressId = one(form, 'address_id');
  if (!point && addressString === undefined && addressId === undefined) faults.push(fault('no-location', {}));
  if (faults.length > 0) return faults;
  return {
    service: service!,
    point,
    addressString,
    addressId,
    email: one(form, 'email'),
    name: [one(form, 'first_name'), one(form, 'last_name')].filter(Boolean).join(' ') || undefined,
    description: one(form, 'description'),
    mediaUrl: one(form, 'media_url'),
    attributes: attributesOf(form),
  };
}

export interface Update {
  request: string;
  /** What the other system calls it: the same twice is one. */
  id: string;
  description: string;
  status: 'open' | 'closed' | undefined;
}

/** The words that FixMyStreet has for a state, beside the two of the specification. */
const statusWords: Record<string, 'open' | 'closed'> = {
  open: 'open',
  investigating: 'open',
  planned: 'open',
  action_scheduled: 'open',
  in_progress: 'open',
  closed: 'closed',
  fixed: 'closed',
  duplicate: 'closed',
  no_further_action: 'closed',
  not_councils_responsibility: 'closed',
};

/** POST servicerequestupdates: what another system adds. Who wrote it there is not read: nobody's name is kept. */
export function updateOf(form: Given): Update | Fault[] {
  const faults: Fault[] = [];
  const [request, id, description] = ['service_request_id', 'update_id', 'description'].map((name) => one(form, name));
  if (request === undefined) faults.push(fault('no-request-id', {}));
  if (id === undefined) faults.push(fault('no-update-id', {}));
  if (description === undefined) faults.push(fault('no-description', {}));
  const said = one(form, 'status');
  const status = said === undefined ? undefined : statusWords[said.toLowerCase().replaceAll(/[ -]/g, '_')];
  if (said !== undefined && !status) faults.push(fault('status', { value: short(said) }));
  return faults.length > 0 ? faults : { request: request!, id: id!, description: description!, status };
}

function attributesOf(form: Given): Sending['attributes'] {
  const attributes: Sending['attributes'] = {};
  for (const name of Object.keys(form)) {
    const [, code, list] = /^attribute\[([\w-]{1,60})\](\[\])?$/.exec(name) ?? [];
    if (code === undefined) continue;
    const said = list ? several(form, name) : one(form, name);
    // An empty parameter is an absent one.
    if (said !== undefined && said.length > 0) attributes[code] = said;
  }
  return attributes;
}

/** One value; of several the last. */
export function one(given: Given, name: string): string | undefined {
  const value = valuesOf(given, name).at(-1)?.trim();
  return value === '' ? undefined : value;
}

/** Several, comma-separated or said several times, each once. */
function several(given: Given, name: string): string[] {
  const values = valuesOf(given, name).flatMap((value) => value.split(','));
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
}

function valuesOf(given: Given, name: string): string[] {
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  return [value].flat().flatMap((each) => (typeof each === 'string' || typeof each === 'number' ? [String(each)] : []));
}

function degrees(text: string | undefined, most: number): number {
  const n = text !== undefined && /^[+-]?\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(n) <= most ? n : Number.NaN;
}

function fault(fact: Fault['fact'], params: Fault['params']): Fault {
  return { status: 400, fact, params };
}

function short(text: string): string {
  return text.slice(0, 60);
}
