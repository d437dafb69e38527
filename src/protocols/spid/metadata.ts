/** Metadata of a public service provider: SPID technical rules with notice 29 (v3), and the manual of CIE id. */
import { certificateBody, escaped, ns, type Pair, postBinding, redirectBinding, transientFormat } from './names.ts';
import { signElement } from './signature.ts';

export interface ServiceProvider {
  system: 'spid' | 'cie';
  entityId: string;
  /** Where answers are posted, and where a sign-out comes back to. */
  acs: string;
  slo: string;
  /** Of the administration: its name, its code in the index of public administrations, its site. */
  organisation: { name: string; url: string; ipaCode: string };
  contact: { email: string; phone?: string };
  /** Where its seat is, as CIE asks: cadastral code of the municipality and abbreviation of the province. */
  seat: { municipality: string; province: string };
  /** What the service is called on the page of the identity provider. */
  service: string;
}

/** What we need to know that one person is one, and of age: nothing else is asked for (GDPR art. 5). Each is always given. */
export const attributesAsked = {
  spid: ['name', 'familyName', 'fiscalNumber', 'dateOfBirth'],
  cie: ['name', 'familyName', 'dateOfBirth', 'fiscalNumber'],
} as const;

/** Signed. `id` is the same for the same content, so that the same metadata are the same bytes. */
export function serviceProviderMetadata(provider: ServiceProvider, pair: Pair, id: string): string {
  const { system, entityId, organisation, contact, service } = provider;
  const tag = (name: string, text: string) => `<md:${name} xml:lang="it">${escaped(text)}</md:${name}>`;
  const xml =
    `<md:EntityDescriptor xmlns:md="${ns.metadata}" xmlns:ds="${ns.signature}" xmlns:${system}="${ns[system]}" entityID="${escaped(entityId)}" ID="${id}">` +
    `<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="${ns.protocol}">` +
    `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificateBody(pair.certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
    [redirectBinding, postBinding]
      .map((binding) => `<md:SingleLogoutService Binding="${binding}" Location="${escaped(provider.slo)}"/>`)
      .join('') +
    `<md:NameIDFormat>${transientFormat}</md:NameIDFormat>` +
    `<md:AssertionConsumerService Binding="${postBinding}" Location="${escaped(provider.acs)}" index="0" isDefault="true"/>` +
    `<md:AttributeConsumingService index="0">${tag('ServiceName', service)}` +
    attributesAsked[system].map((name) => `<md:RequestedAttribute Name="${name}"/>`).join('') +
    `</md:AttributeConsumingService></md:SPSSODescriptor>` +
    `<md:Organization>${tag('OrganizationName', organisation.name)}${tag('OrganizationDisplayName', organisation.name)}${tag('OrganizationURL', organisation.url)}</md:Organization>` +
    `${contactPerson(provider, contact)}</md:EntityDescriptor>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${signElement(xml, id, pair, 'first')}`;
}

function contactPerson({ system, organisation, seat }: ServiceProvider, { email, phone }: ServiceProvider['contact']): string {
  const reached =
    `<md:EmailAddress>${escaped(email)}</md:EmailAddress>` +
    (phone ? `<md:TelephoneNumber>${escaped(phone)}</md:TelephoneNumber>` : '');
  const ipa = `<${system}:IPACode>${escaped(organisation.ipaCode)}</${system}:IPACode>`;
  if (system === 'spid')
    return `<md:ContactPerson contactType="other"><md:Extensions>${ipa}<spid:Public/></md:Extensions>${reached}</md:ContactPerson>`;
  return (
    `<md:ContactPerson contactType="administrative"><md:Extensions><cie:Public/>${ipa}` +
    `<cie:Municipality>${escaped(seat.municipality)}</cie:Municipality>` +
    `<cie:Province>${escaped(seat.province)}</cie:Province></md:Extensions>` +
    `<md:Company>${escaped(organisation.name)}</md:Company>${reached}</md:ContactPerson>`
  );
}
