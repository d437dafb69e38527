/** Who we are for providers of OpenID Connect, and how each of them is reached: for those of a federation as its chain of trust says, for the others
 *  as they say themselves (discovery). The library does what the standards say; every byte goes out through the one client of the house. */
import * as oidc from 'openid-client';
import type { Config } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import { outbound, waysOut } from '../../kernel/outbound.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import { findTrust, type Trusted } from '../../protocols/oidc-federation/chain.ts';
import { FederationFault, type Metadata } from '../../protocols/oidc-federation/statement.ts';
import { type OwnKey, ownKey } from './openid-keys.ts';
import { type FederatedProvider, type OpenidProvider, openidFile, type PlainProvider } from './openid-providers.ts';

/** A provider that cannot be asked now, or not as it is. The message is for the operator's log. */
export class Away extends Error {}

/** By this name the federation knows us: our entity configuration stands right below it. */
export function clientIdOf({ config }: Pick<Ctx, 'config'>, provider: OpenidProvider): string {
  return provider.kind === 'plain' ? provider.clientId : config.origin;
}

/** Where the browser comes back to. Plain providers have an address each, so that the answer of one is never brought to another (mix-up: RFC 9700,
 *  section 4.4); those of the federations sign and read who is meant. */
export function returnAddress({ origin }: Pick<Config, 'origin'>, provider: OpenidProvider): string {
  return `${origin}/oidc/ritorno${provider.kind === 'plain' ? `/${provider.name}` : ''}`;
}

/** So that nobody is asked at each sign-in; less when something in the chain expires before. */
const keptFor = 60 * 60_000;
/** Clocks of different houses, in seconds. */
const tolerance = 60;

interface Reached {
  client: oidc.Configuration;
  until: number;
}
const reached = new WeakMap<object, Map<string, Reached>>();
const trusted = new WeakMap<object, Map<string, { trust: Trusted; until: number }>>();

/** Throws `Away` when the provider cannot be reached or believed. */
export async function clientOf(ctx: Ctx, provider: OpenidProvider): Promise<oidc.Configuration> {
  const of = reached.get(ctx.config) ?? new Map<string, Reached>();
  reached.set(ctx.config, of);
  const kept = of.get(provider.name);
  if (kept && kept.until > ctx.now.getTime()) return kept.client;
  const made = provider.kind === 'plain' ? await plainClient(ctx, provider) : await federatedClient(ctx, provider);
  of.set(provider.name, made);
  return made.client;
}

/** What the federation says of a provider. */
export async function trustOf(ctx: Ctx, provider: FederatedProvider): Promise<Trusted> {
  const of = trusted.get(ctx.config) ?? new Map<string, { trust: Trusted; until: number }>();
  trusted.set(ctx.config, of);
  const kept = of.get(provider.name);
  if (kept && kept.until > ctx.now.getTime()) return kept.trust;
  try {
    const trust = await findTrust({
      entity: provider.issuer,
      anchors: (openidFile(ctx).trustAnchors ?? []).map(({ entity, keys }) => ({ entity, keys: { keys } })),
      now: ctx.now,
      get: async (url) => textAt(ctx, url),
    });
    of.set(provider.name, { trust, until: Math.min(trust.expires.getTime(), ctx.now.getTime() + keptFor) });
    return trust;
  } catch (error) {
    if (!(error instanceof FederationFault)) throw error;
    throw new Away(`${provider.issuer}: ${error.kind}: ${error.message}`);
  }
}

async function textAt(ctx: Ctx, url: string): Promise<string> {
  const answer = await outbound({ url }, waysOut(ctx.config));
  if (isRefusal(answer)) throw new FederationFault('unreachable', `${url}: ${answer.code}`);
  if (answer.status !== 200) throw new FederationFault('unreachable', `${url}: ${answer.status}`);
  return answer.body.toString('utf8').trim();
}

async function federatedClient(ctx: Ctx, provider: FederatedProvider): Promise<Reached> {
  const trust = await trustOf(ctx, provider);
  const said = trust.metadata['openid_provider'];
  if (!said || said['issuer'] !== provider.issuer) throw new Away(`${provider.issuer} is no provider for its federation`);
  const signing = await ownKey(ctx, 'signing');
  const encryption = await ownKey(ctx, 'encryption');
  // Keys that stand in the chain itself are given to whoever asks for them where the library looks.
  const inline = said['jwks'] === undefined ? undefined : `${provider.issuer}#jwks`;
  const server = {
    ...said,
    // CIE always says who answers; of SPID only what its metadata promise is asked.
    ...(provider.kind === 'cie' && { authorization_response_iss_parameter_supported: true }),
    ...(inline !== undefined && { jwks_uri: inline }),
  } as unknown as oidc.ServerMetadata;
  const client = new oidc.Configuration(
    server,
    clientIdOf(ctx, provider),
    {
      id_token_signed_response_alg: 'RS256',
      userinfo_signed_response_alg: 'RS256',
      [oidc.clockTolerance]: tolerance,
    },
    privateKeyJwt(await cryptoKey(signing, 'sign'), signing.kid, server.token_endpoint),
  );
  oidc.enableDecryptingResponses(client, contentEncryptions, {
    key: await cryptoKey(encryption, 'decrypt'),
    kid: encryption.kid,
    alg: encryption.alg,
  });
  client[oidc.customFetch] = reachingOut(ctx.config, {
    keys: inline === undefined ? undefined : { address: inline, jwks: said['jwks'] as Metadata },
    mustBeEncrypted: server.userinfo_endpoint,
  });
  return finished(ctx, client, trust.expires);
}

/** What both federations allow (SPID and CIE OpenID Connect rules, «Cryptographic algorithms»). */
const contentEncryptions = ['A128CBC-HS256', 'A256CBC-HS512'];

async function plainClient(ctx: Ctx, provider: PlainProvider): Promise<Reached> {
  const signing = provider.secret === undefined ? await ownKey(ctx, 'signing') : undefined;
  const authentication = signing
    ? privateKeyJwt(await cryptoKey(signing, 'sign'), signing.kid)
    : oidc.ClientSecretBasic(provider.secret);
  try {
    const client = await oidc.discovery(
      new URL(provider.issuer),
      provider.clientId,
      { [oidc.clockTolerance]: tolerance },
      authentication,
      {
        [oidc.customFetch]: reachingOut(ctx.config),
        execute: ctx.config.production ? [] : [oidc.allowInsecureRequests],
      },
    );
    return finished(ctx, client);
  } catch (error) {
    throw new Away(`${provider.issuer}: ${reasonOf(error)}`);
  }
}

function finished(ctx: Ctx, client: oidc.Configuration, expires?: Date): Reached {
  // The signature of the ID Token is checked although it came over TLS: the library leaves that to who asks for it.
  oidc.enableNonRepudiationChecks(client);
  if (!ctx.config.production) oidc.allowInsecureRequests(client);
  const hour = ctx.now.getTime() + keptFor;
  return { client, until: expires ? Math.min(hour, expires.getTime()) : hour };
}

/** The rules of SPID and CIE want the token endpoint as audience; elsewhere it is the issuer, which the library writes. */
function privateKeyJwt(key: CryptoKey, kid: string, audience?: string): oidc.ClientAuth {
  return oidc.PrivateKeyJwt(
    { key, kid },
    {
      [oidc.modifyAssertion]: (_header, payload) => {
        if (audience !== undefined) payload['aud'] = audience;
      },
    },
  );
}

export function cryptoKey({ key }: OwnKey, use: 'sign' | 'decrypt'): Promise<CryptoKey> {
  const name = use === 'sign' ? 'RSASSA-PKCS1-v1_5' : 'RSA-OAEP';
  return crypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), { name, hash: 'SHA-256' }, false, [use]);
}

interface Reaching {
  /** Keys that are known already, and where they are looked for. */
  keys?: { address: string; jwks: Metadata };
  /** Where what comes must be encrypted for us: five parts (RFC 7516). */
  mustBeEncrypted?: string;
}

/** What the library calls instead of `fetch`: no redirects, addresses checked and pinned, five seconds, 2 MB. */
function reachingOut(config: Config, { keys, mustBeEncrypted }: Reaching = {}): oidc.CustomFetch {
  return async (url, { method, headers, body }) => {
    if (keys && url === keys.address) return Response.json(keys.jwks);
    const answer = await outbound(
      { url, method: method as 'GET' | 'POST', headers, body: body ? String(body) : undefined },
      waysOut(config),
    );
    if (isRefusal(answer)) throw new Away(`${new URL(url).host}: ${answer.code}`);
    const text = answer.body.toString('utf8');
    const type = [answer.headers['content-type']].flat()[0] ?? '';
    if (url !== mustBeEncrypted || answer.status !== 200)
      return new Response(text, { status: answer.status, headers: pick(answer.headers) });
    if (text.trim().split('.').length !== 5) throw new NotEncrypted();
    // The federations say application/jose (draft), others application/jwt (OpenID Connect Core, section 5.3.2): the same thing.
    const isJose = /^application\/(jose|jwt)\b/i.test(type);
    return new Response(text.trim(), { status: 200, headers: { 'content-type': isJose ? 'application/jwt' : type } });
  };
}

/** A provider sent what it knows of a person in the clear. */
export class NotEncrypted extends Error {}

/** What the library reads of an answer. */
function pick(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const read = ['content-type', 'www-authenticate', 'dpop-nonce'].map((name) => [name, [headers[name]].flat()[0]]);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

/** Without what the other side wrote: there may be people in it. */
export function reasonOf(error: unknown): string {
  const { name, code, cause, message } = error as { name?: string; code?: string; cause?: unknown; message: string };
  if (cause instanceof Away) return cause.message;
  return [name, code, message].filter(Boolean).join(' ');
}
