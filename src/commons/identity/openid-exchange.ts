/** Asking by OpenID Connect, and what becomes of the answer: every check that the library leaves to who uses it, and the person it is about. */
import { createHash } from 'node:crypto';
import * as oidc from 'openid-client';
import type { Ctx } from '../../kernel/context.ts';
import { hmac } from '../../kernel/register/hmac.ts';
import { keyFor } from '../../kernel/secrets.ts';
import { type Level, levelNamed, nameOfLevel } from '../../protocols/spid/names.ts';
import { addressOf } from '../people/address.ts';
import { assuranceOf } from './identity.ts';
import { Away, clientOf, cryptoKey, NotEncrypted, returnAddress } from './openid-client.ts';
import { ownKey } from './openid-keys.ts';
import type { OpenidProvider, PlainProvider } from './openid-providers.ts';
import type { RequestRow } from './store.ts';
import type { VerifiedPerson } from './verified.ts';

/** Names of what the national providers say of a person. */
const names = {
  given: 'given_name',
  family: 'family_name',
  birth: 'birthdate',
  fiscal: 'https://attributes.eid.gov.it/fiscal_number',
};

/** Derived from `state` under a key of this store, so that no secret of an exchange is kept anywhere: 43 characters each. */
function derived(ctx: Ctx, purpose: 'nonce' | 'verifier', state: string): string {
  return hmac(keyFor(ctx.config, `identity.openid ${purpose}`), state).toString('base64url');
}

export interface Question {
  state: string;
  level: Level | null;
}

/** Where the browser goes with a question. */
export async function questionAddress(ctx: Ctx, provider: OpenidProvider, { state, level }: Question): Promise<string> {
  const client = await clientOf(ctx, provider);
  const common = {
    response_type: 'code',
    redirect_uri: returnAddress(ctx.config, provider),
    scope: provider.kind === 'plain' ? (provider.scope ?? 'openid profile email') : 'openid',
    state,
    nonce: derived(ctx, 'nonce', state),
    code_challenge: await oidc.calculatePKCECodeChallenge(derived(ctx, 'verifier', state)),
    code_challenge_method: 'S256',
  };
  if (provider.kind === 'plain') {
    const acr = level === null ? [] : acrValuesFrom(provider, level);
    return oidc.buildAuthorizationUrl(client, { ...common, ...(acr.length > 0 && { acr_values: acr.join(' ') }) }).href;
  }
  const userinfo = Object.fromEntries(Object.values(names).map((name) => [name, { essential: true }]));
  const signing = await ownKey(ctx, 'signing');
  const url = await oidc.buildAuthorizationUrlWithJAR(
    client,
    // The credentials are asked for again, as SPID does from its second level on.
    { ...common, prompt: 'consent login', acr_values: nameOfLevel(level ?? 2), claims: JSON.stringify({ userinfo }) },
    { key: await cryptoKey(signing, 'sign'), kid: signing.kid },
  );
  // The rules of SPID and CIE want these beside the signed request as well.
  for (const name of ['response_type', 'scope', 'code_challenge', 'code_challenge_method'] as const)
    url.searchParams.set(name, common[name]);
  return url.href;
}

/** The `acr` values that are worth at least so much. */
function acrValuesFrom({ levels = {} }: PlainProvider, least: Level): string[] {
  return Object.keys(levels).filter((acr) => rankOf(levels[acr]!) >= least);
}

function rankOf(assurance: (typeof assuranceOf)[Level]): Level {
  return ([1, 2, 3] as const).find((level) => assuranceOf[level] === assurance)!;
}

/** Brings the code to its provider, and reads who it is; or why this is no yes that we can take, in one word. Throws `Away`. */
export async function exchange(
  ctx: Ctx,
  provider: OpenidProvider,
  { id: state, level }: RequestRow,
  answer: string,
): Promise<VerifiedPerson | string> {
  const client = await clientOf(ctx, provider);
  const url = new URL(returnAddress(ctx.config, provider));
  url.search = answer;
  try {
    const tokens = await oidc.authorizationCodeGrant(client, url, {
      expectedState: state,
      expectedNonce: derived(ctx, 'nonce', state),
      pkceCodeVerifier: derived(ctx, 'verifier', state),
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    const alg = client.clientMetadata().id_token_signed_response_alg ?? algorithmOf(tokens.id_token!);
    if (!isHashOf(claims['at_hash'], tokens.access_token, alg)) return 'at-hash';
    const more: Record<string, unknown> = client.serverMetadata().userinfo_endpoint
      ? await oidc.fetchUserInfo(client, tokens.access_token, claims.sub)
      : {};
    const answerId = url.searchParams.get('code')!;
    if (provider.kind === 'plain') return plainPerson(provider, level, { ...more, ...claims }, answerId);
    if (more['iss'] !== provider.issuer || more['aud'] === undefined) return 'userinfo';
    const reached = levelNamed(isText(claims['acr']) ? claims['acr'] : '');
    if (reached === undefined || reached < (level ?? 2)) return 'level';
    return federatedPerson(provider.issuer, reached, more, answerId);
  } catch (error) {
    return faultOf(error);
  }
}

function federatedPerson(issuer: string, level: Level, said: Record<string, unknown>, answerId: string): VerifiedPerson | string {
  const [given, family, birth, fiscal] = [said[names.given], said[names.family], said[names.birth], said[names.fiscal]];
  if (!isText(fiscal)) return 'fiscal-code';
  if (!isText(given) || !isText(family) || !isText(birth)) return 'attributes';
  return {
    issuer,
    answerId,
    givenName: given,
    familyName: family,
    certified: { level: assuranceOf[level], fiscalNumber: fiscal, dateOfBirth: birth },
  };
}

/** An `acr` that the operator gave no worth to certifies nothing, whatever else is said. */
function plainPerson(
  { issuer, fiscalClaim, levels = {} }: PlainProvider,
  asked: Level | null,
  said: Record<string, unknown> & { sub: string },
  answerId: string,
): VerifiedPerson | string {
  const acr = said['acr'];
  const level = fiscalClaim !== undefined && isText(acr) && Object.hasOwn(levels, acr) ? levels[acr] : undefined;
  if (asked !== null && (level === undefined || rankOf(level) < asked)) return 'level';
  const fiscal = fiscalClaim === undefined ? undefined : said[fiscalClaim];
  if (level !== undefined && !isText(fiscal)) return 'fiscal-code';
  const { given_name: given, family_name: family, name, email, birthdate } = said;
  const whole = isText(name) ? name : '';
  return {
    issuer,
    answerId,
    givenName: isText(given) && isText(family) ? given : whole,
    familyName: isText(given) && isText(family) ? family : '',
    account: { subject: said.sub, email: said['email_verified'] === true && isText(email) ? addressOf(email) : undefined },
    ...(level !== undefined && {
      certified: { level, fiscalNumber: fiscal as string, dateOfBirth: isText(birthdate) ? birthdate : undefined },
    }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 400;
}

/** OpenID Connect Core, section 3.1.3.6: optional with a code, and where it is there it must be true. */
function isHashOf(said: unknown, token: string, algorithm: string): boolean {
  if (said === undefined) return true;
  const bits = /256|384|512/.exec(algorithm)?.[0];
  if (bits === undefined) return false;
  const hash = createHash(`sha${bits}`).update(token, 'ascii').digest();
  return said === hash.subarray(0, hash.length / 2).toString('base64url');
}

/** The library has read this header already. */
function algorithmOf(jwt: string): string {
  return (JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString()) as { alg: string }).alg;
}

/** What the library found, in one word; nothing of what the other side wrote. */
function faultOf(error: unknown): string {
  if (error instanceof oidc.AuthorizationResponseError) return errorsSaid.find((known) => known === error.error) ?? 'status';
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.WWWAuthenticateChallengeError) return 'code';
  const chain: { code?: string; message: string; cause?: unknown; claim?: string; attribute?: string }[] = [];
  for (let at: unknown = error; at && typeof at === 'object' && chain.length < 6; at = (at as { cause?: unknown }).cause)
    chain.push(at as (typeof chain)[number]);
  const away = chain.find((one) => one instanceof Away);
  if (away) throw away;
  if (chain.some((one) => one instanceof NotEncrypted)) return 'encryption';
  const words = chain.map(({ message }) => message ?? '').join(' ');
  const claim = chain.find(({ claim }) => claim)?.claim;
  const code = chain.find(({ code }) => code)?.code ?? '';
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return 'time';
  if (claim !== undefined) return faultOfClaim[claim] ?? claim;
  if (chain.some(({ attribute }) => attribute === 'sub')) return 'subject';
  return faultOfWords.find(([sign]) => sign.test(words))?.[1] ?? (error instanceof oidc.ClientError ? 'answer' : raise(error));
}

const faultOfClaim: Record<string, string> = { iss: 'issuer', aud: 'audience', azp: 'audience' };

/** In the words of oauth4webapi, whose version is exact; the table of faulty answers fails when they change. */
const faultOfWords: [RegExp, string][] = [
  [/"iss" \(issuer\)/, 'issuer'],
  [/"aud" \(audience\)/, 'audience'],
  [/signature verification failed/, 'signature'],
  [/"alg" header/, 'algorithm'],
  [/verification key|JWKS|JSON Web Key Set/, 'key'],
  [/"crit"/, 'algorithm'],
  [/decrypt/, 'encryption'],
  [/no authorization code/, 'code'],
  [/"state"/, 'state'],
  [/"nonce"/, 'nonce'],
  [/"(exp|iat|nbf)"/, 'time'],
  [/only once/, 'twice'],
  [/id_token/, 'id-token'],
];

/** OAuth 2.0 (RFC 6749, section 4.1.2.1) and OpenID Connect Core (section 3.1.2.6). */
const errorsSaid = [
  'access_denied',
  'login_required',
  'consent_required',
  'interaction_required',
  'temporarily_unavailable',
  'server_error',
  'invalid_request',
  'invalid_scope',
  'invalid_request_object',
  'unauthorized_client',
];

function raise(error: unknown): never {
  throw error;
}
