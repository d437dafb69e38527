/** A federation in memory: an anchor, one between, and a provider, whose statements may be changed before they are signed. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import type { TrustAnchor } from './chain.ts';
import { configurationAddress, FederationFault, signStatement } from './statement.ts';

export interface Signer {
  key: ReturnType<typeof generateKeyPairSync>['privateKey'];
  kid: string;
  alg: string;
  jwk: JWK;
}

/** An elliptic curve: many are made quickly. */
export function newSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const plain = publicKey.export({ format: 'jwk' }) as JWK;
  const kid = createHash('sha256').update(JSON.stringify(plain)).digest('base64url').slice(0, 12);
  return { key: privateKey, kid, alg: 'ES256', jwk: { ...plain, kid } };
}

export const [anchor, between, provider] = ['https://ancora.example', 'https://mezzo.example', 'https://gestore.example'];
export const signers = { [anchor!]: newSigner(), [between!]: newSigner(), [provider!]: newSigner() } as Record<string, Signer>;
export const now = new Date('2026-11-30T09:00:00Z');
const seconds = now.getTime() / 1000;

/** Changes of one statement: `who about whom`. */
export type Changes = Record<string, { claims?: Record<string, unknown>; signer?: Signer; typ?: string; text?: string }>;

export const fetchOf = (entity: string) => `${entity}/fetch`;

/** The texts behind the addresses of the federation; `withBetween`: the provider stands below the one between. */
export async function federation(changes: Changes = {}, withBetween = false) {
  const texts = new Map<string, string>();
  const say = async (address: string, iss: string, sub: string, claims: object) => {
    const { claims: more, signer = signers[iss]!, typ, text } = changes[`${iss} ${sub}`] ?? {};
    const keys = { keys: [signers[sub]!.jwk] };
    const statement = { iss, sub, iat: seconds - 60, exp: seconds + 3600, jwks: keys, ...claims, ...more };
    texts.set(address, text ?? (await signStatement(statement, signer, typ)));
  };
  const superior = { federation_entity: { federation_fetch_endpoint: '' } };
  const fetches = (entity: string) => ({ ...superior, federation_entity: { federation_fetch_endpoint: fetchOf(entity) } });
  const above = withBetween ? between! : anchor!;
  await say(configurationAddress(anchor!), anchor!, anchor!, { metadata: fetches(anchor!) });
  await say(configurationAddress(between!), between!, between!, { metadata: fetches(between!), authority_hints: [anchor] });
  await say(configurationAddress(provider!), provider!, provider!, {
    authority_hints: [above],
    metadata: { openid_provider: { issuer: provider, scopes_supported: ['openid', 'email'], contacts: ['uno@gestore.example'] } },
    trust_marks: [{ id: 'https://ancora.example/marchio', trust_mark: 'x' }],
  });
  const about = (iss: string, sub: string, claims: object) =>
    say(`${fetchOf(iss)}?${new URLSearchParams({ sub })}`, iss, sub, claims);
  await about(above, provider!, {});
  if (withBetween) await about(anchor!, between!, {});
  const asked: string[] = [];
  const anchors: TrustAnchor[] = [{ entity: anchor!, keys: { keys: [signers[anchor!]!.jwk] } }];
  const get = async (url: string): Promise<string> => {
    asked.push(url);
    const text = texts.get(url);
    if (text === undefined) throw new FederationFault('unreachable', url);
    return text;
  };
  return { asked, texts, search: { entity: provider!, anchors, now, get } };
}
