import path from 'node:path';
import type { Setting } from './config.ts';
import { ConfigError } from './config-error.ts';

/** An e-service of PDND and how we are known to it. Addresses are whole; files are paths. */
export interface AnprAccess {
  /** Client, key and purpose as PDND names them. */
  clientId: string;
  keyId: string;
  purposeId: string;
  /** PEM file of the private key, RSA. */
  key: string;
  /** Where vouchers are asked for, and who is meant there. */
  voucherAddress: string;
  voucherAudience: string;
  /** Is the voucher bound to a key of ours (RFC 9449)? */
  proof: boolean;
  /** Where the question goes, and who is meant there. */
  address: string;
  audience: string;
  /** JSON file with the keys (JWK set) by which answers are signed; null = they are not. */
  answerKeys: string | null;
}

export const anprSettings: readonly Setting[] = [
  {
    name: 'PDND_CLIENT_ID',
    otherwise: '',
    what: 'client of PDND with which ANPR is asked where people live; empty = ANPR is not asked, else the other settings PDND_ and ANPR_ go with it',
    value: ({ anpr }) => anpr?.clientId ?? '',
  },
  {
    name: 'PDND_KEY_ID',
    otherwise: '',
    what: 'name (kid) of the public key at PDND',
    value: ({ anpr }) => anpr?.keyId ?? '',
  },
  {
    name: 'PDND_KEY',
    otherwise: '',
    what: 'PEM file of its private key (RSA)',
    value: ({ anpr }) => anpr?.key ?? '',
  },
  {
    name: 'PDND_PURPOSE',
    otherwise: '',
    what: 'purpose of the questions, as PDND names it',
    value: ({ anpr }) => anpr?.purposeId ?? '',
  },
  {
    name: 'PDND_VOUCHER_URL',
    otherwise: '',
    what: 'address at which PDND gives vouchers',
    value: ({ anpr }) => anpr?.voucherAddress ?? '',
  },
  {
    name: 'PDND_VOUCHER_AUDIENCE',
    otherwise: '',
    what: 'audience of the client assertion, as PDND shows it',
    value: ({ anpr }) => anpr?.voucherAudience ?? '',
  },
  {
    name: 'PDND_VOUCHER',
    otherwise: 'Bearer',
    what: 'kind of voucher that the e-service wants: Bearer or DPoP',
    value: ({ anpr }) => (anpr ? (anpr.proof ? 'DPoP' : 'Bearer') : ''),
  },
  {
    name: 'ANPR_URL',
    otherwise: '',
    what: 'address of the e-service that says where somebody lives (C020), with its path',
    value: ({ anpr }) => anpr?.address ?? '',
  },
  {
    name: 'ANPR_AUDIENCE',
    otherwise: '',
    what: 'audience of that e-service, as PDND shows it',
    value: ({ anpr }) => anpr?.audience ?? '',
  },
  {
    name: 'ANPR_ANSWER_KEYS',
    otherwise: '',
    what: 'JSON file (JWK set) with the keys that sign its answers; empty = they are believed as they come over TLS',
    value: ({ anpr }) => anpr?.answerKeys ?? '',
  },
];

/** Reads and checks them; null when there are none. */
export function anprOf(value: (name: string) => string): AnprAccess | null {
  const clientId = value('PDND_CLIENT_ID');
  if (!clientId) return null;
  const needed = (name: string): string => {
    if (!value(name)) throw new ConfigError(`${name} is missing: it goes with PDND_CLIENT_ID.`);
    return value(name);
  };
  const address = (name: string): string => {
    if (!/^https?:\/\//.test(needed(name)) || !URL.canParse(value(name)))
      throw new ConfigError(`${name} is not an address: ${value(name)}`);
    return value(name);
  };
  const kind = value('PDND_VOUCHER') || 'Bearer';
  if (kind !== 'Bearer' && kind !== 'DPoP') throw new ConfigError(`PDND_VOUCHER must be Bearer or DPoP, not «${kind}»`);
  return {
    clientId,
    keyId: needed('PDND_KEY_ID'),
    purposeId: needed('PDND_PURPOSE'),
    key: path.resolve(needed('PDND_KEY')),
    voucherAddress: address('PDND_VOUCHER_URL'),
    voucherAudience: needed('PDND_VOUCHER_AUDIENCE'),
    proof: kind === 'DPoP',
    address: address('ANPR_URL'),
    audience: needed('ANPR_AUDIENCE'),
    answerKeys: value('ANPR_ANSWER_KEYS') ? path.resolve(value('ANPR_ANSWER_KEYS')) : null,
  };
}
