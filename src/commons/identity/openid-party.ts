/** Who this service is for the federations of CIE and SPID (OpenID Federation 1.0; SPID and CIE OpenID Connect rules, «Metadata»). */
import type { Ctx } from '../../kernel/context.ts';
import { json } from '../../kernel/http/answers.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { signStatement } from '../../protocols/oidc-federation/statement.ts';
import { assetUrl } from '../site/page.tsx';
import { Away, returnAddress, trustOf } from './openid-client.ts';
import { ownKey } from './openid-keys.ts';
import { type FederatedProvider, listOpenid, openidFile } from './openid-providers.ts';
import { serviceProvider } from './service.ts';

const day = 24 * 60 * 60;

/** A signed statement of ourselves, good for a day. Nothing until there is a federation, and an administration that speaks. */
export async function entityConfiguration(ctx: Ctx): Promise<string | Refusal> {
  const { trustAnchors = [], trustMarks = [] } = openidFile(ctx);
  if (trustAnchors.length === 0) return refuse('kernel.absent', 404);
  const who = serviceProvider(ctx, 'spid');
  if (!who) return refuse('identity.not-set', 404);
  const federation = await ownKey(ctx, 'federation');
  const [signing, encryption] = [await ownKey(ctx, 'signing'), await ownKey(ctx, 'encryption')];
  const { origin } = ctx.config;
  const iat = Math.floor(ctx.now.getTime() / 1000);
  const encrypted = { alg: encryption.alg, enc: 'A256CBC-HS512' };
  const statement = {
    iss: origin,
    sub: origin,
    iat,
    exp: iat + day,
    jwks: { keys: [federation.jwk] },
    authority_hints: trustAnchors.map(({ entity }) => entity),
    trust_marks: trustMarks,
    metadata: {
      federation_entity: {
        organization_name: who.organisation.name,
        homepage_uri: who.organisation.url,
        policy_uri: `${origin}/privacy`,
        logo_uri: origin + assetUrl('icon.svg'),
        contacts: [who.contact.email],
        federation_resolve_endpoint: `${origin}/oidc/risolvi`,
      },
      openid_relying_party: {
        application_type: 'web',
        client_id: origin,
        client_name: who.service,
        organization_name: who.organisation.name,
        contacts: [who.contact.email],
        client_registration_types: ['automatic'],
        redirect_uris: [returnAddress(ctx.config, { kind: 'cie', name: '', title: '', issuer: '' })],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        subject_type: 'pairwise',
        jwks: { keys: [signing.jwk, encryption.jwk] },
        token_endpoint_auth_method: 'private_key_jwt',
        id_token_signed_response_alg: 'RS256',
        id_token_encrypted_response_alg: encrypted.alg,
        id_token_encrypted_response_enc: encrypted.enc,
        userinfo_signed_response_alg: 'RS256',
        userinfo_encrypted_response_alg: encrypted.alg,
        userinfo_encrypted_response_enc: encrypted.enc,
      },
    },
  };
  return signStatement(statement, federation);
}

/** What we hold to be true of one of our providers, under one anchor (OpenID Federation 1.0, section 8.3). Of others we say nothing: whoever asks
 *  must not make us ask around. */
export async function resolution(ctx: Ctx, subject: string, anchor: string): Promise<string | Answer> {
  const provider = listOpenid(ctx).find(({ issuer, kind }) => issuer === subject && kind !== 'plain');
  const notFound = json({ error: 'not_found', error_description: 'no provider of this service' }, 404, 'private');
  if (!provider) return notFound;
  try {
    const trust = await trustOf(ctx, provider as FederatedProvider);
    if (trust.anchor !== anchor) return notFound;
    const iat = Math.floor(ctx.now.getTime() / 1000);
    const statement = {
      iss: ctx.config.origin,
      sub: subject,
      iat,
      exp: Math.floor(trust.expires.getTime() / 1000),
      metadata: trust.metadata,
      trust_marks: trust.trustMarks,
      trust_chain: trust.statements,
    };
    return signStatement(statement, await ownKey(ctx, 'federation'), 'resolve-response+jwt');
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    return json({ error: 'temporarily_unavailable', error_description: 'the federation does not answer' }, 503, 'private');
  }
}
