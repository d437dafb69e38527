import { zipKind } from './zip.ts';

/** Everything that may be uploaded, by the ending it gets. SVG, HTML, scripts, executables and archives are not here on purpose.
 *  Images all become WebP; the other image kinds exist only while they arrive. */
export const KINDS = {
  jpeg: { image: true, type: 'image/jpeg' },
  png: { image: true, type: 'image/png' },
  gif: { image: true, type: 'image/gif' },
  webp: { image: true, type: 'image/webp' },
  heif: { image: true, type: 'image/heif' },
  pdf: { image: false, type: 'application/pdf' },
  txt: { image: false, type: 'text/plain; charset=utf-8' },
  odt: { image: false, type: 'application/vnd.oasis.opendocument.text' },
  ods: { image: false, type: 'application/vnd.oasis.opendocument.spreadsheet' },
  docx: { image: false, type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  xlsx: { image: false, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
} as const;

export type Kind = keyof typeof KINDS;

/** What the bytes are, whatever name they came with; nothing for what is not allowed. */
export function sniff(bytes: Buffer): Kind | undefined {
  const start = bytes.subarray(0, 16).toString('latin1');
  if (start.startsWith('\xFF\xD8\xFF')) return 'jpeg';
  if (start.startsWith('\x89PNG\r\n\x1A\n')) return 'png';
  if (/^GIF8[79]a/.test(start)) return 'gif';
  if (/^RIFF[\s\S]{4}WEBP/.test(start)) return 'webp';
  if (/^[\s\S]{4}ftyp(avif|avis|heic|heix|heim|heis|mif1|msf1)/.test(start)) return 'heif';
  if (start.startsWith('%PDF-')) return endsAsZip(bytes) ? undefined : 'pdf';
  if (start.startsWith('PK\x03\x04')) return zipKind(bytes);
  return isPlainText(bytes) ? 'txt' : undefined;
}

/** A PDF that programs for archives (Java among them) would open from its end: two files in one, so neither. */
function endsAsZip(bytes: Buffer): boolean {
  return bytes.indexOf('PK\x05\x06', Math.max(0, bytes.length - 65_557), 'latin1') >= 0;
}

/** UTF-8 without control characters that does not begin like markup or a script. */
function isPlainText(bytes: Buffer): boolean {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return false;
  }
  return !/[\0-\x08\x0B\x0E-\x1F\x7F]/.test(text) && !/^\s*(<[a-z!?/]|#!)/i.test(text);
}
