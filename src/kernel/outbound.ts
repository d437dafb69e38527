import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Config } from './config.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Unless the caller says otherwise. */
const SECONDS = 5;
const MAX_MB = 2;

export interface OutboundRequest {
  url: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface OutboundAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export interface OutboundOptions {
  /** `host:port` pairs that may be reached although private or on another port; compared as written in the address. */
  allow?: readonly string[];
  /** Not even those pairs may be this machine itself. */
  neverHere?: boolean;
  /** All the addresses of a name. */
  resolve?: (host: string) => Promise<string[]>;
  /** For all of it, from the name to the last byte. */
  seconds?: number;
  /** How large an answer may be. */
  megabytes?: number;
}

/** What this house may reach besides the public Internet: the pairs that its configuration names, but behind https never itself, under no name. */
export function waysOut(config: Pick<Config, 'outboundAllow' | 'production'>): Pick<OutboundOptions, 'allow' | 'neverHere'> {
  return { allow: config.outboundAllow, neverHere: config.production };
}

/** The one way out by HTTP. Whoever typed the address must not reach with our hands what they cannot reach with theirs: the name is
 *  resolved once, every address is checked, the connection goes to the checked one (so a second, different answer of the name server
 *  is never asked for), redirects are not followed, and time and size have an end. */
export async function outbound(request: OutboundRequest, options: OutboundOptions = {}): Promise<OutboundAnswer | Refusal> {
  return inTime(options, request.url, async (url, addresses, deadline) =>
    send(url, addresses[0]!, request, deadline, options.megabytes ?? MAX_MB),
  );
}

/** Would a call to this address be let out? Only the name server is asked. */
export async function mayBeReached(address: string, options: OutboundOptions = {}): Promise<Refusal | undefined> {
  return inTime(options, address, async () => undefined);
}

/** Goes on with the addresses of the host once each of them may be reached; all of it has the same time. */
async function inTime<T>(
  options: OutboundOptions,
  address: string,
  go: (url: URL, addresses: string[], deadline: AbortSignal) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return refuse('kernel.outbound-not-allowed', 422);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const named = options.allow?.includes(`${url.hostname}:${port}`) ?? false;
  if (!named && port !== '80' && port !== '443') return refuse('kernel.outbound-not-allowed', 422);

  const { seconds = SECONDS } = options;
  const deadline = AbortSignal.timeout(seconds * 1000);
  const late = new Promise<Refusal>((done) =>
    deadline.addEventListener('abort', () => done(refuse('kernel.outbound-too-slow', 503, { seconds }))),
  );
  const mayGo = named ? (one: string) => !(options.neverHere && isLoopback(one)) : isPublic;
  const work = addressesOf(url, options.resolve ?? resolveAll)
    .then((addresses) => (addresses.every(mayGo) ? go(url, addresses, deadline) : refuse('kernel.outbound-not-allowed', 422)))
    .catch(() => refuse('kernel.outbound-unreachable', 503));
  return Promise.race([work, late]);
}

/** Is it an address of the public Internet, one that could not be this machine or its neighbours under any spelling? */
export function isPublic(address: string): boolean {
  const family = isIP(address.split('%')[0]!);
  if (family === 4) return !PRIVATE_4.check(address, 'ipv4');
  return family === 6 && !address.includes('%') && GLOBAL_6.check(address, 'ipv6') && !SPECIAL_6.check(address, 'ipv6');
}

/** This machine itself, also by the addresses that mean «any». */
function isLoopback(address: string): boolean {
  const family = isIP(address.split('%')[0]!);
  return family === 4 ? HERE_4.check(address, 'ipv4') : HERE_6.check(address.split('%')[0]!, 'ipv6');
}

/** Special-purpose blocks of IPv4 (IANA registry, RFC 6890 and later), with multicast and the reserved end. */
const PRIVATE_4 = blocks('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // shared by carriers, RFC 6598
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, and the metadata service of clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** Of IPv6 only global unicast is let through (RFC 4291): that leaves out ::, ::1, mapped and compatible IPv4, NAT64, fc00::/7, fe80::/10, ff00::/8. */
const GLOBAL_6 = blocks('ipv6', [['2000::', 3]]);
/** Inside it: protocol assignments with Teredo, documentation, 6to4 (these carry an IPv4 address within). */
const SPECIAL_6 = blocks('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

const HERE_4 = blocks('ipv4', [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
]);
/** With IPv4 mapped, compatible and translated (RFC 6052). */
const HERE_6 = blocks('ipv6', [
  ['::', 127],
  ['::ffff:7f00:0', 104],
  ['::ffff:0:0', 104],
  ['::7f00:0', 104],
  ['64:ff9b::7f00:0', 104],
]);

function blocks(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

async function addressesOf(url: URL, resolve: (host: string) => Promise<string[]>): Promise<string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await resolve(host);
  if (addresses.length === 0) throw new Error(`no address for ${host}`);
  return addresses;
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true, order: 'verbatim' })).map((found) => found.address);
}

function send(
  url: URL,
  address: string,
  request: OutboundRequest,
  signal: AbortSignal,
  megabytes: number,
): Promise<OutboundAnswer | Refusal> {
  const pinned = { address, family: isIP(address) };
  return new Promise((done, fail) => {
    const call = (url.protocol === 'https:' ? https : http).request(url, {
      method: request.method ?? 'GET',
      headers: { 'user-agent': 'Arengo', 'accept-encoding': 'identity', ...request.headers },
      agent: false,
      signal,
      lookup: (_host, wish, found) => (wish.all ? found(null, [pinned]) : found(null, pinned.address, pinned.family)),
    });
    call.on('error', fail);
    call.on('response', (answer) => {
      const status = answer.statusCode ?? 0;
      const end = (outcome: Refusal) => {
        done(outcome);
        call.destroy();
      };
      if (status >= 300 && status < 400 && answer.headers.location !== undefined)
        return end(refuse('kernel.outbound-redirected', 422));
      const pieces: Buffer[] = [];
      let size = 0;
      answer.on('error', fail);
      answer.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > megabytes * 1e6) end(refuse('kernel.outbound-too-big', 422, { max: megabytes }));
        else pieces.push(piece);
      });
      answer.on('end', () => done({ status, headers: answer.headers, body: Buffer.concat(pieces) }));
    });
    call.end(request.body);
  });
}
