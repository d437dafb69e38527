import { domainToASCII } from 'node:url';

/** An e-mail address in the form in which addresses are compared: NFC, lower case, domain in ASCII. Nothing when it is none.
 *  Dots and what follows a plus are kept: they are the mail provider's business. */
export function addressOf(typed: string): string | undefined {
  const text = typed.normalize('NFC').trim();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at).toLowerCase();
  const domain = at > 0 ? domainToASCII(text.slice(at + 1)) : '';
  if (!/^[^\s\p{Cc}@<>()[\]\\,;:"]{1,64}$/u.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    return undefined;
  if (!/^(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain)) return undefined;
  return `${local}@${domain}`;
}
