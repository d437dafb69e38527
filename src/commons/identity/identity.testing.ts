/** A house that an invented identity provider certifies people to, whose clock is moved by hand; what the browser keeps is a cookie jar. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { openHouse } from '../../../test/house.ts';
import { checkLetter } from '../../protocols/fiscal-code/fiscal-code.ts';
import type { Level, Pair } from '../../protocols/spid/names.ts';
import { requestIn, requestRead } from '../../protocols/spid/request.ts';
import { certifyingResponse, refusingResponse } from '../../protocols/spid/response.ts';
import { newPair } from '../../protocols/spid/spid.testing.ts';
import type { Source } from './store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'arengo-identity-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const fileOf = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
export const ours = newPair();

/** Metadata of a provider in a file. */
export function providerFile(entityId: string, pair: Pair, sso = `${entityId}/sso`): string {
  const body = pair.certificate.replace(/-----.*?-----|\s/g, '');
  return fileOf(
    `${randomBytes(4).toString('hex')}.xml`,
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entityId}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${sso}"/></md:IDPSSODescriptor><md:Organization><md:OrganizationDisplayName xml:lang="it">Gestore di ${new URL(entityId).host}</md:OrganizationDisplayName></md:Organization></md:EntityDescriptor>`,
  );
}

export const idps: Record<Source, { entityId: string; pair: Pair }> = {
  spid: { entityId: 'https://spid.example', pair: newPair() },
  cie: { entityId: 'https://cie.example', pair: newPair() },
};

export const identityEnv = {
  SPID_IDP_METADATA: providerFile(idps.spid.entityId, idps.spid.pair),
  CIE_IDP_METADATA: providerFile(idps.cie.entityId, idps.cie.pair),
  SPID_KEY: fileOf('key.pem', ours.key),
  SPID_CERTIFICATE: fileOf('certificate.pem', ours.certificate),
};

let codes = 0;
/** A fiscal code that nobody had before. */
export function newCode(born = '80A01'): string {
  const letters = [...String(10_000 + codes++).padStart(6, '0')].map((digit) => 'BCDFGHLMNP'[Number(digit)]).join('');
  const fifteen = `${letters}${born}H501`;
  return fifteen + checkLetter(fifteen);
}

export interface Who {
  code: string;
  name?: string;
  familyName?: string;
  born?: string;
  level?: Level;
}

/** Cookies as a browser keeps them. */
export type Jar = Record<string, string>;

export async function openIdentity({
  from: begun = new Date('2026-11-30T09:00:00Z').getTime(),
  ...options
}: {
  env?: Record<string, string>;
  log?: Logger;
  world?: 'territory' | 'demo';
  from?: number;
} = {}) {
  let clock = begun;
  let house = await openHouse({ ...options, now: () => new Date(clock), env: { ...identityEnv, ...options.env } });
  let sources = 0;
  const from = () => `10.9.${sources >> 8}.${sources++ & 255}`;
  /** As a browser asks: with its cookies, and saying that a page of ours sends it, unless something else is said. */
  const ask = (
    jar: Jar,
    url: string,
    { headers, ...more }: { headers?: Record<string, string>; method?: 'POST'; payload?: string } = {},
  ) => {
    const cookie = Object.entries(jar)
      .map((pair) => pair.join('='))
      .join('; ');
    return house.server.app.inject({
      url,
      remoteAddress: from(),
      ...more,
      headers: { ...(cookie ? { cookie } : {}), 'sec-fetch-site': 'same-origin', ...headers },
    });
  };
  const form = (payload: Record<string, string>, headers: Record<string, string> = {}) => ({
    method: 'POST' as const,
    payload: new URLSearchParams(payload).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
  const keep = (jar: Jar, answer: { cookies: { name: string; value: string }[] }) => {
    for (const { name, value } of answer.cookies) jar[name] = value;
  };

  /** The browser is sent to a provider: the question as it arrives there. */
  async function start(jar: Jar, { source = 'spid' as Source, next = '/', level = 2 } = {}) {
    const sent = await ask(
      jar,
      `/entra/${source}?${new URLSearchParams({ idp: idps[source].entityId, next, livello: String(level) })}`,
    );
    assert.equal(sent.statusCode, 303, sent.body);
    keep(jar, sent);
    const query = Object.fromEntries(new URL(sent.headers.location!).searchParams);
    const xml = requestIn(query, ours.certificate);
    assert.ok(xml, 'a question that we signed');
    return { ...requestRead(xml)!, source, xml };
  }
  type Question = Awaited<ReturnType<typeof start>>;

  /** What the provider answers. */
  function answerTo(
    question: Question,
    { code, name = 'MARTA', familyName = 'DOSSENA', born = '1980-01-01', level = 2 }: Who,
  ): string {
    const { entityId, pair } = idps[question.source];
    return certifyingResponse(
      {
        ...told(question),
        issuer: entityId,
        assertionId: `_${randomBytes(16).toString('hex')}`,
        nameId: '_x',
        level,
        attributes: { name, familyName, fiscalNumber: `TINIT-${code}`, dateOfBirth: born },
      },
      pair,
    );
  }

  function told({ id, issuer, source }: Question) {
    return {
      id: `_${randomBytes(16).toString('hex')}`,
      at: new Date(clock),
      issuer: idps[source].entityId,
      acs: `${house.config.origin}/${source}/acs`,
      audience: issuer,
      inResponseTo: id,
    };
  }

  function noTo(question: Question, code: string): string {
    return refusingResponse(told(question), code, idps[question.source].pair);
  }

  /** The page of the provider posts to us: from another site, without any cookie. */
  const deliver = (source: Source, SAMLResponse: string) =>
    ask(
      {},
      `/${source}/acs`,
      form({ SAMLResponse, RelayState: 'x' }, { 'sec-fetch-site': 'cross-site', origin: 'https://spid.example' }),
    );

  /** All of it; the last answer. */
  async function enter(jar: Jar, who: Who, more: { source?: Source; next?: string; level?: Level } = {}) {
    const question = await start(jar, more);
    const taken = await deliver(question.source, answerTo(question, who));
    assert.equal(taken.statusCode, 303, taken.body);
    const entered = await ask(jar, taken.headers.location!);
    keep(jar, entered);
    return entered;
  }

  const rows = async (statement: string, ...values: unknown[]): Promise<any[]> =>
    (await house.database.pool.query(statement, values)).rows;

  return {
    get house() {
      return house;
    },
    pass: (milliseconds: number) => {
      clock += milliseconds;
    },
    restart: async () => {
      house = await house.restart();
    },
    ask,
    form,
    keep,
    start,
    answerTo,
    noTo,
    deliver,
    enter,
    rows,
    /** Whose session this browser has. */
    whoIs: async (jar: Jar) => {
      const [row] = await rows(
        `select p.id, p.name, p.assurance, p.email from people.sessions s join people.people p on p.id = s.person where s.id = sha256($1)`,
        Buffer.from(jar['arengo_session'] ?? ''),
      );
      return row as { id: string; name: string; assurance: string; email: string | null } | undefined;
    },
    jarOf: async (person: { person: string }) => {
      const [name, value] = (await house.sessionOf(person as never)).split('=') as [string, string];
      return { [name]: value } as Jar;
    },
  };
}
