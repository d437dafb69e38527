const LONGEST = 120;

/** A file name without anything that could lead elsewhere, hide its ending or break a line: no path, control, invisible or
 *  direction-changing characters, at most 120 characters, with the ending of what the file is. */
export function cleanName(name: string, ending: string): string {
  const base = (name.normalize('NFC').toWellFormed().split(/[\\/]/).pop() ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/\.[a-z][a-z0-9]{1,4}$/i, '')
    .replace(/^[. ]+|(?<![. ])[. ]+$/g, '');
  return `${[...(base || 'file')]
    .slice(0, LONGEST - ending.length - 1)
    .join('')
    .trimEnd()}.${ending}`;
}

/** Does the name say that it is a photo? Then being told "not an image" helps more than being told about kinds. */
export function claimsImage(name: string): boolean {
  return /\.(jpe?g|png|gif|webp|hei[cf]|avif|bmp|tiff?)$/i.test(name.trim());
}

/** Value of Content-Disposition for a download (RFC 6266; other characters than ASCII as in RFC 8187). */
export function attachmentHeader(name: string): string {
  const ascii = name.replace(/[^\x20-\x7E]/g, '_').replace(/["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
