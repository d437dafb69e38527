import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AnprAccess } from '../../kernel/config-anpr.ts';
import type { Ctx } from '../../kernel/context.ts';
import { type OutboundAnswer, outbound, waysOut } from '../../kernel/outbound.ts';
import { isRefusal, type Refusal } from '../../kernel/refusal.ts';
import { romeDay } from '../../kernel/time.ts';
import { checkIntegrity } from '../../protocols/modi/check.ts';
import { digestOf, evidenceToken, integrityToken, type SigningKey } from '../../protocols/modi/modi.ts';
import { dpopProof, nonceWanted, type ProofKey } from '../../protocols/pdnd/dpop.ts';
import { clientAssertion, type Voucher, voucherIn, voucherRequest } from '../../protocols/pdnd/pdnd.ts';
import { type AnprSaid, anprQuestion, readAnpr, retryAfter } from './anpr-answer.ts';
import type { About, Told } from './registry.ts';
import { listStanding } from './store-facts.ts';

/** What ANPR said when it was asked last, as far as it counts. */
export async function byAnpr(ctx: Ctx, { person, day }: About): Promise<Told> {
  const said = await listStanding(ctx.db, person, 'anpr', day);
  return {
    statements: said.map(({ place, belongs, asOf, until }) => ({ source: 'anpr', place, belongs, asOf, until })),
    bornBy: [],
  };
}

/** What came of a question. Those that wait are asked again: `seconds` as the other side wished, if it did. */
export type AnprOutcome = (
  | Exclude<AnprSaid, { outcome: 'unreadable' }>
  | { outcome: 'busy' | 'fault' | 'refused' | 'slow' | 'unreachable' | 'unreadable' | 'unsigned'; wait: number | undefined }
) & { status: number | null };

const waiting = { seconds: 10, megabytes: 1 };
/** Tokens are for one question. */
const tokenLasts = 100;

/** Asks ANPR in which municipality the bearer of a fiscal code lives: a voucher for this very question, then the question. `operation` is its name
 *  on both sides. Nothing is written here, nor is the code logged. */
export async function askAnpr(
  ctx: Ctx,
  access: AnprAccess,
  { code, operation }: { code: string; operation: string },
): Promise<AnprOutcome> {
  const signing: SigningKey = { key: createPrivateKey(await readFile(access.key)), kid: access.keyId };
  const proofKey = access.proof ? newProofKey() : undefined;
  const said = () => ({ issuer: access.clientId, audience: access.audience, jti: ctx.id(), at: ctx.now, lasts: tokenLasts });
  const evidence = await evidenceToken(signing, said(), {
    // The house asks, for the person itself: no officer, and no name of anybody.
    userID: operation,
    userLocation: new URL(ctx.config.origin).host,
    LoA: 'https://www.spid.gov.it/SpidL2',
    purposeId: access.purposeId,
  });
  const voucher = await askVoucher(ctx, access, signing, proofKey, evidence);
  if ('outcome' in voucher) return voucher;

  const body = anprQuestion(code, operation, romeDay(ctx.now));
  const signed = { digest: digestOf(body), 'content-type': 'application/json' };
  const answer = await send(
    ctx,
    access.address,
    proofKey,
    voucher.token,
    async () => ({
      ...signed,
      accept: 'application/json',
      authorization: `${voucher.type} ${voucher.token}`,
      'agid-jwt-signature': await integrityToken(signing, said(), signed),
      'agid-jwt-trackingevidence': evidence,
    }),
    body,
  );
  const no = notAnswered(ctx, answer);
  if (no) return no;
  const { status, headers, body: bytes } = answer as OutboundAnswer;
  if (access.answerKeys && !(await isSigned(ctx, access, await keysIn(access.answerKeys), { headers, body: bytes })))
    return { outcome: 'unsigned', wait: undefined, status };
  if (status === 404) return { outcome: 'not-found', status };
  const read = readAnpr(bytes.toString());
  return read.outcome === 'unreadable' ? { ...read, outcome: 'unreadable', wait: undefined, status } : { ...read, status };
}

async function askVoucher(
  ctx: Ctx,
  access: AnprAccess,
  signing: SigningKey,
  proofKey: ProofKey | undefined,
  evidence: string,
): Promise<Voucher | AnprOutcome> {
  const { clientId, purposeId, voucherAudience: audience } = access;
  // Each try has an assertion of its own: its `jti` is taken once.
  const assertion = () =>
    clientAssertion(signing, { clientId, purposeId, audience, jti: ctx.id(), at: ctx.now, lasts: tokenLasts, evidence });
  const headers = async () => ({ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' });
  const answer = await send(ctx, access.voucherAddress, proofKey, undefined, headers, async () =>
    voucherRequest(clientId, await assertion()),
  );
  const no = notAnswered(ctx, answer);
  if (no) return no;
  const { status, body } = answer as OutboundAnswer;
  const voucher = status === 200 ? voucherIn(body.toString(), access.proof ? 'DPoP' : 'Bearer') : undefined;
  return voucher ?? { outcome: 'refused', wait: undefined, status };
}

/** With a proof of possession where there is a key; once more, when the server wishes its nonce in it. */
async function send(
  ctx: Ctx,
  address: string,
  proofKey: ProofKey | undefined,
  token: string | undefined,
  headers: () => Promise<Record<string, string>>,
  body: string | (() => Promise<string>),
): Promise<OutboundAnswer | Refusal> {
  const once = async (nonce?: string) => {
    const proof = proofKey && (await dpopProof(proofKey, { method: 'POST', address, jti: ctx.id(), at: ctx.now, token, nonce }));
    const request = {
      url: address,
      method: 'POST' as const,
      headers: { ...(await headers()), ...(proof && { dpop: proof }) },
      body: typeof body === 'string' ? body : await body(),
    };
    return outbound(request, { ...waysOut(ctx.config), ...waiting });
  };
  const first = await once();
  if (isRefusal(first) || !proofKey) return first;
  const nonce = nonceWanted({ ...first, body: first.body.toString() });
  return nonce === undefined ? first : once(nonce);
}

/** Nothing when it is an answer that can be read. */
function notAnswered(ctx: Ctx, answer: OutboundAnswer | Refusal): AnprOutcome | undefined {
  if (isRefusal(answer))
    return { outcome: answer.code === 'kernel.outbound-too-slow' ? 'slow' : 'unreachable', wait: undefined, status: null };
  const { status } = answer;
  const wait = retryAfter(answer.headers['retry-after'], ctx.now);
  if (status === 429) return { outcome: 'busy', wait, status };
  if (status >= 500) return { outcome: 'fault', wait, status };
  return status === 200 || status === 404 ? undefined : { outcome: 'refused', wait, status };
}

/** Every answer has a name of its own, and each is looked at once: no replay to be found here. */
async function isSigned(
  ctx: Ctx,
  { clientId }: AnprAccess,
  keys: ReadonlyMap<string, KeyObject>,
  message: Pick<OutboundAnswer, 'headers' | 'body'>,
): Promise<boolean> {
  const checked = await checkIntegrity(message, {
    now: ctx.now,
    audience: clientId,
    keyOf: (kid) => keys.get(kid),
    first: () => true,
  });
  if (typeof checked === 'string') ctx.log.warn({ fault: checked }, 'an answer of ANPR that nobody signed');
  return typeof checked !== 'string';
}

async function keysIn(file: string): Promise<ReadonlyMap<string, KeyObject>> {
  const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: (JsonWebKey & { kid: string })[] };
  return new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));
}

/** For one question: the voucher dies with it. */
function newProofKey(): ProofKey {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
