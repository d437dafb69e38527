/** XML signatures (W3C XML Signature 1.1) by xml-crypto, narrowed to the one shape that SAML uses. */
import { SignedXml } from 'xml-crypto';
import { enveloped, exclusive, ns, type Pair, rsaSha256, rsaSha512, sha256, sha512 } from './names.ts';
import { childrenOf } from './xml.ts';

/** Signs the element that has this ID; the signature stands where the schemas of SAML want it: behind the issuer, or first in metadata. */
export function signElement(xml: string, id: string, pair: Pair, where: 'first' | 'behind-issuer'): string {
  const signer = new SignedXml({
    privateKey: pair.key,
    publicCert: pair.certificate,
    signatureAlgorithm: rsaSha256,
    canonicalizationAlgorithm: exclusive,
  });
  const element = `//*[@ID='${id}']`;
  signer.addReference({ xpath: element, digestAlgorithm: sha256, transforms: [enveloped, exclusive] });
  const issuer = `${element}/*[local-name(.)='Issuer']`;
  const location = { reference: where === 'first' ? element : issuer, action: where === 'first' ? 'prepend' : 'after' } as const;
  signer.computeSignature(xml, { prefix: 'ds', location });
  return signer.getSignedXml();
}

/** What a signature says is true of an element: its canonical bytes, and nothing else is to be read. Nothing when the signature is not of that very
 *  element, is not made by one of these certificates, or has any other shape than one reference to it (signature wrapping). The key
 *  that a message brings with itself is never looked at. */
export function signedBytesOf(xml: string, element: Element, certificates: readonly string[]): string | undefined {
  const signatures = childrenOf(element, ns.signature, 'Signature');
  const signature = signatures[0];
  if (signatures.length !== 1 || !signature || !isPlain(signature, element.getAttribute('ID') ?? '')) return undefined;
  for (const certificate of certificates) {
    const reader = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
    try {
      reader.loadSignature(signature);
      if (!reader.checkSignature(xml)) return undefined;
    } catch {
      continue;
    }
    const [bytes, more] = reader.getSignedReferences();
    return more === undefined ? bytes : undefined;
  }
  return undefined;
}

/** One reference to the element around it, exclusive canonical form, SHA-2, RSA. */
function isPlain(signature: Element, id: string): boolean {
  const [info, ...otherInfo] = childrenOf(signature, ns.signature, 'SignedInfo');
  if (!info || otherInfo.length > 0 || childrenOf(signature, ns.signature, 'Object').length > 0) return false;
  const [reference, ...others] = childrenOf(info, ns.signature, 'Reference');
  if (!reference || others.length > 0 || id === '' || reference.getAttribute('URI') !== `#${id}`) return false;
  const algorithm = (parent: Element, name: string) =>
    childrenOf(parent, ns.signature, name).map((one) => one.getAttribute('Algorithm') ?? '');
  const [transforms, ...otherTransforms] = childrenOf(reference, ns.signature, 'Transforms');
  return (
    transforms !== undefined &&
    otherTransforms.length === 0 &&
    isOnly(algorithm(info, 'CanonicalizationMethod'), exclusive) &&
    isOnly(algorithm(info, 'SignatureMethod'), rsaSha256, rsaSha512) &&
    isOnly(algorithm(reference, 'DigestMethod'), sha256, sha512) &&
    algorithm(transforms, 'Transform').join(' ') === `${enveloped} ${exclusive}` &&
    childrenOf(signature, ns.signature, 'SignatureValue').length === 1
  );
}

function isOnly(found: readonly string[], ...allowed: string[]): boolean {
  return found.length === 1 && allowed.includes(found[0]!);
}
