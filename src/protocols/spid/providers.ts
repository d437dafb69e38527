/** Identity providers, out of their metadata: one, or an aggregate of all as the registries of SPID and CIE publish it. */
import { X509Certificate } from 'node:crypto';
import { ns, redirectBinding } from './names.ts';
import { childrenOf, everyElement, isNamed, parseXml, textOf } from './xml.ts';

export interface IdentityProvider {
  entityId: string;
  name: string;
  /** Where requests go by redirect. */
  sso: string;
  /** PEM; several while a provider changes its own. */
  certificates: string[];
}

/** Throws, with a sentence, at the first that is not as it must be: whoever starts a house wants to know. */
export function identityProviders(xml: string): IdentityProvider[] {
  const document = parseXml(xml);
  if (!document) throw new Error('not well-formed XML');
  const providers = everyElement(document)
    .filter((element) => isNamed(element, ns.metadata, 'EntityDescriptor'))
    .filter((entity) => childrenOf(entity, ns.metadata, 'IDPSSODescriptor').length > 0)
    .map(providerOf);
  if (providers.length === 0) throw new Error('no identity provider in it');
  return providers;
}

function providerOf(entity: Element): IdentityProvider {
  const entityId = entity.getAttribute('entityID') ?? '';
  const role = childrenOf(entity, ns.metadata, 'IDPSSODescriptor')[0]!;
  const sso = childrenOf(role, ns.metadata, 'SingleSignOnService')
    .find((service) => service.getAttribute('Binding') === redirectBinding)
    ?.getAttribute('Location');
  if (!entityId || !sso || !/^https?:$/.test(URL.parse(sso)?.protocol ?? ''))
    throw new Error(`${entityId || 'a provider'}: no address that takes requests by redirect`);
  const certificates = childrenOf(role, ns.metadata, 'KeyDescriptor')
    .filter((key) => key.getAttribute('use') !== 'encryption')
    .flatMap((key) => everyElement(key).filter((element) => isNamed(element, ns.signature, 'X509Certificate')))
    .map((element) => pemOf(entityId, textOf(element)));
  if (certificates.length === 0) throw new Error(`${entityId}: no certificate to know its signatures by`);
  return { entityId, name: nameOf(entity) ?? new URL(sso).host, sso, certificates };
}

/** Its Italian name, else any. */
function nameOf(entity: Element): string | undefined {
  const organisation = childrenOf(entity, ns.metadata, 'Organization')[0];
  if (!organisation) return undefined;
  for (const kind of ['OrganizationDisplayName', 'OrganizationName']) {
    const names = childrenOf(organisation, ns.metadata, kind);
    const name = textOf(names.find((one) => one.getAttribute('xml:lang') === 'it') ?? names[0]);
    if (name) return name;
  }
  return undefined;
}

function pemOf(entityId: string, body: string): string {
  try {
    return new X509Certificate(Buffer.from(body, 'base64')).toString();
  } catch {
    throw new Error(`${entityId}: a certificate that cannot be read`);
  }
}
