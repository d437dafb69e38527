/** The trust chain: from what an entity says of itself, through what each one above says of the one below, to a trust anchor whose keys are known
 *  here beforehand. Who it is that one talks with is decided by these signatures alone, never by the certificate of a web server. */
import { applyPolicy, mergePolicies, type Policy } from './policy.ts';
import {
  checkStatement,
  configurationAddress,
  FederationFault,
  type JSONWebKeySet,
  type Metadata,
  openStatement,
  type Statement,
} from './statement.ts';

export interface TrustAnchor {
  entity: string;
  keys: JSONWebKeySet;
}

export interface Trusted {
  /** Type of entity -> its metadata, with every policy applied. */
  metadata: Record<string, Metadata>;
  trustMarks: readonly unknown[];
  anchor: string;
  /** The chain itself, as JWTs: configuration of the entity, what each one says of the one below, configuration of the anchor. */
  statements: readonly string[];
  /** The first instant at which something in it does not hold any more. */
  expires: Date;
}

export interface Search {
  entity: string;
  anchors: readonly TrustAnchor[];
  now: Date;
  /** The text behind an address; throws when there is none. */
  get(url: string): Promise<string>;
}

/** Between an entity and its anchor: the Italian federations have at most one. */
const mostBetween = 3;
const mostHints = 4;
/** Whoever writes many hints must not send us around the world. */
const mostRequests = 16;

interface Link {
  jwt: string;
  statement: Statement;
}

/** Finds a chain, and believes it. Throws a `FederationFault` with the last reason when no path holds. */
export async function findTrust(search: Search): Promise<Trusted> {
  let requests = 0;
  const get = async (url: string): Promise<string> => {
    if (++requests > mostRequests) throw new FederationFault('no-path', 'too many statements to ask for');
    try {
      return await search.get(url);
    } catch (error) {
      throw error instanceof FederationFault ? error : new FederationFault('unreachable', `${url}: ${(error as Error).message}`);
    }
  };
  const own = await configurationOf(get, search.entity, undefined, search.now);
  const path = await climb({ ...search, get }, own, [own]);
  return believe(path);
}

/** The links above `below`, up to an anchor: each time the statement about the one below, and at last the configuration of the anchor. */
async function climb(search: Search, below: Link, path: readonly Link[]): Promise<Link[]> {
  const { sub } = below.statement;
  const hints = (below.statement.authority_hints ?? []).slice(0, mostHints);
  const isAnchor = (entity: string) => search.anchors.some((anchor) => anchor.entity === entity);
  let last = new FederationFault('no-path', `${sub} names nobody above it that is trusted here`);
  for (const hint of hints.toSorted((a, b) => Number(isAnchor(b)) - Number(isAnchor(a)))) {
    try {
      return await through(search, hint, below, path);
    } catch (error) {
      if (!(error instanceof FederationFault)) throw error;
      last = error;
    }
  }
  throw last;
}

async function through(search: Search, superior: string, below: Link, path: readonly Link[]): Promise<Link[]> {
  const { get, now } = search;
  const anchor = search.anchors.find(({ entity }) => entity === superior);
  // The path holds the configuration of the entity, and a statement for each one passed.
  if (!anchor && path.length > mostBetween) throw new FederationFault('no-path', 'too many between it and an anchor');
  if (path.some(({ statement }) => statement.iss === superior)) throw new FederationFault('no-path', 'a circle');
  const theirs = await configurationOf(get, superior, anchor?.keys, now);
  const jwt = await get(fetchAddress(theirs.statement, below.statement.sub));
  const statement = await checkStatement(jwt, {
    issuer: superior,
    subject: below.statement.sub,
    keys: theirs.statement.jwks,
    now,
  });
  // What the one below said, of itself or of the next, must be signed by a key that the one above knows.
  const { jwt: said, statement: of } = path.at(-1)!;
  await checkStatement(said, { issuer: of.iss, subject: of.sub, keys: statement.jwks, now });
  const here = [...path, { jwt, statement }];
  return anchor ? [...here, theirs] : climb(search, theirs, here);
}

/** What an entity says of itself, signed by its own keys, or by those that are known of an anchor. */
async function configurationOf(get: Search['get'], entity: string, keys: JSONWebKeySet | undefined, now: Date): Promise<Link> {
  const jwt = await get(configurationAddress(entity));
  const statement = await checkStatement(jwt, { issuer: entity, subject: entity, keys: keys ?? openStatement(jwt).jwks, now });
  return { jwt, statement };
}

function fetchAddress({ iss, metadata }: Statement, subject: string): string {
  const endpoint = metadata?.['federation_entity']?.['federation_fetch_endpoint'];
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
    throw new FederationFault('metadata', `${iss} does not say where its statements are`);
  const url = new URL(endpoint);
  url.searchParams.set('sub', subject);
  return url.href;
}

/** `path`: configuration of the entity, statements upwards, configuration of the anchor; every signature of it was checked. */
function believe(path: readonly Link[]): Trusted {
  const [own, ...above] = path as [Link, ...Link[]];
  const anchor = above.pop()!;
  const types = new Set(Object.keys(own.statement.metadata ?? {}));
  for (const [between, { statement }] of above.entries()) heedConstraints(statement, between, types);
  heedConstraints(anchor.statement, above.length - 1, types);
  const policies: Record<string, Policy> = {};
  // From the anchor downwards: the one below adds to what the one above demands.
  for (const { statement } of above.toReversed()) {
    for (const [type, policy] of Object.entries(statement.metadata_policy ?? {}))
      policies[type] = mergePolicies(policies[type] ?? {}, policy, statement.metadata_policy_crit);
  }
  const metadata: Record<string, Metadata> = {};
  for (const [type, said] of Object.entries(own.statement.metadata ?? {})) {
    if (!types.has(type)) continue;
    // What the one right above says of it comes before what it says itself (section 3.1.3).
    metadata[type] = applyPolicy({ ...said, ...above[0]?.statement.metadata?.[type] }, policies[type] ?? {});
  }
  return {
    metadata,
    trustMarks: own.statement.trust_marks ?? [],
    anchor: anchor.statement.iss,
    statements: path.map(({ jwt }) => jwt),
    expires: new Date(Math.min(...path.map(({ statement }) => statement.exp)) * 1000),
  };
}

/** `between`: how many stand between whoever says it and the entity (section 6.2). Types of entity that are not allowed are taken out. */
function heedConstraints({ iss, constraints = {} }: Statement, between: number, types: Set<string>): void {
  const { max_path_length: most, naming_constraints: names, allowed_entity_types: allowed } = constraints;
  if (most !== undefined && !(typeof most === 'number' && between <= most))
    throw new FederationFault('constraints', `${iss} allows no chain as long as this`);
  if (names !== undefined) throw new FederationFault('constraints', `${iss} limits names, which is not understood here`);
  if (allowed === undefined) return;
  for (const type of types) {
    if (type !== 'federation_entity' && !(Array.isArray(allowed) && allowed.includes(type))) types.delete(type);
  }
}
