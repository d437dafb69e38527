/** Coming in from elsewhere: nobody gets to the end without a provider, and those have tests of their own. */
import { trialProvider } from '../../src/commons/identity/trial.ts';
import type { about as About, Sample } from './samples.ts';

const saml = 'the answer of a provider: commons/identity/exchange.test.ts';
const openid = 'the answer of a provider: commons/identity/openid.test.ts';
const merging = 'the answer of a provider: commons/identity/merging.test.ts';

export function identitySamples(about: typeof About): Record<string, Sample> {
  return {
    'identity.ask': about((world) => ({ source: 'spid', provider: trialProvider(world.house.config).entityId })),
    'identity.receive': about({ source: 'spid', answer: 'nessuna' }, saml),
    'identity.ask-openid': about({ provider: 'nessuno' }, openid),
    'identity.take-code': about({ state: 'x', browser: 'x' }, openid),
    'identity.exchange': about({ state: 'x', browser: 'x', answer: 'code=x' }, openid),
    'identity.enter': about({ code: 'x', browser: 'x' }, saml),
    'identity.merge': about({ code: 'x', browser: 'x' }, merging),
    'identity.join': about({ code: 'x', browser: 'x' }, openid),
    'identity.disconnect': about({ issuer: 'https://x' }, openid),
  };
}
