import type { Config } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import { checkLetter } from '../../protocols/fiscal-code/fiscal-code.ts';
import type { Pair } from '../../protocols/spid/names.ts';
import type { IdentityProvider } from '../../protocols/spid/providers.ts';
import { keptPair } from './service.ts';

/** «Identità di prova»: an identity provider of the house itself for the demo, which certifies invented people. Its answers are signed and go through
 *  every check like anybody's. A production configuration has no demo mode (`kernel/config.ts`), and so no such provider. */
export const trialPath = '/identita-di-prova';

export function trialProvider({ origin }: Pick<Config, 'origin'>): IdentityProvider {
  const address = origin + trialPath;
  return { entityId: address, name: 'Identità di prova', sso: address, certificates: [] };
}

export function trialPair(ctx: Ctx): Promise<Pair> {
  const name = 'Identità di prova';
  return keptPair(ctx, 'trial-identity', {
    organisation: name,
    commonName: name,
    uri: trialProvider(ctx.config).entityId,
    organizationIdentifier: 'PA:IT--',
    locality: name,
  });
}

export interface TrialPerson {
  key: string;
  name: string;
  familyName: string;
  fiscalNumber: string;
  dateOfBirth: string;
}

/** All invented, and the place of birth is one that no municipality has. Some are the people of the demo; one is too young for an account. */
export function trialPeople(now: Date): TrialPerson[] {
  return [
    person('Marta', 'Dossena', 'DSSMRT', '1987-05-14', 'F'),
    person('Pietro', 'Vallesi', 'VLLPTR', '1961-11-02', 'M'),
    person('Amina', 'Cherradi', 'CHRMNA', '1994-08-23', 'F', 'Z330'),
    person('Rosa', 'Lombrici', 'LMBRSO', '1948-03-30', 'F'),
    person('Omar', 'Haddadi', 'HDDMRO', '2001-01-09', 'M'),
    person('Elia', 'Nocellari', 'NCLLEI', `${now.getUTCFullYear() - 12}-06-18`, 'M'),
  ];
}

const months = 'ABCDEHLMPRST';

function person(
  name: string,
  familyName: string,
  letters: string,
  dateOfBirth: string,
  gender: 'F' | 'M',
  place = 'X001',
): TrialPerson {
  const [year, month, day] = dateOfBirth.split('-').map(Number) as [number, number, number];
  const two = (n: number) => String(n).padStart(2, '0');
  const fifteen = `${letters}${two(year % 100)}${months[month - 1]}${two(gender === 'F' ? day + 40 : day)}${place}`;
  return {
    key: `${name}-${familyName}`.toLowerCase(),
    name,
    familyName,
    fiscalNumber: `TINIT-${fifteen}${checkLetter(fifteen)}`,
    dateOfBirth,
  };
}
