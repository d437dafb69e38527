import type { Assurance } from '../../kernel/actor.ts';
import { romeDay } from '../../kernel/time.ts';
import { fiscalCodeOf } from '../../protocols/fiscal-code/fiscal-code.ts';
import { ageOn, certifiedName, fiscalHash, leastAge, subjectHash } from './identity.ts';

/** What any way of proving who one is comes to, once all of its own checks are done: SAML and OpenID Connect end here, and a wallet would
 *  (docs/decisions/0009). From here on nobody asks by which protocol a person came. */
export interface VerifiedPerson {
  /** Who says so: entity ID or issuer. */
  issuer: string;
  /** Names this one answer among all of the issuer's: it counts once. */
  answerId: string;
  givenName: string;
  familyName: string;
  /** There when the issuer certifies who it is. */
  certified?: {
    level: Exclude<Assurance, 'none' | 'email'>;
    fiscalNumber: string;
    /** YYYY-MM-DD. */
    dateOfBirth: string | undefined;
  };
  /** There when the issuer has accounts of its own, whether it certifies or not. */
  account?: {
    subject: string;
    /** Only an address that the issuer says to have proven. */
    email: string | undefined;
  };
}

/** As it is kept until the browser comes back: hashes instead of code and subject. */
export interface Recognised {
  fiscal: Buffer | null;
  subject: Buffer | null;
  email: string | null;
  name: string;
  reached: Assurance;
}

/** Who it is, or why they cannot have an account. */
export function recognise(person: VerifiedPerson, key: Buffer, now: Date): Recognised | string {
  const name = certifiedName(person.givenName, person.familyName);
  const { certified, account } = person;
  const subject = account ? subjectHash(key, person.issuer, account.subject) : null;
  if (!certified) {
    if (!subject) return 'attributes';
    const email = account?.email ?? null;
    return { fiscal: null, subject, email, name, reached: email ? 'email' : 'none' };
  }
  const code = fiscalCodeOf(certified.fiscalNumber);
  if (!code) return 'fiscal-code';
  const age = ageOn(romeDay(now), certified.dateOfBirth, code);
  if (age === undefined) return 'attributes';
  if (age < leastAge) return 'too-young';
  return { fiscal: fiscalHash(key, code), subject, email: null, name, reached: certified.level };
}
