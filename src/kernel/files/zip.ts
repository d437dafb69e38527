import type { Kind } from './sniff.ts';

const MAX_ENTRIES = 10_000;
const MAX_UNPACKED = 250e6;

/** Which office document an archive is, read from its list of contents alone: nothing is unpacked. Nothing for other archives, and for
 *  those with macros or Java inside, with paths that lead out, with something before or after them, or that unpack to a bomb. */
export function zipKind(bytes: Buffer): Kind | undefined {
  const contents = contentsOf(bytes);
  if (!contents || contents.some((name) => UNWANTED.test(name))) return undefined;
  const has = (name: string) => contents.includes(name);
  if (has('[Content_Types].xml') && has('word/document.xml')) return 'docx';
  if (has('[Content_Types].xml') && has('xl/workbook.xml')) return 'xlsx';
  if (!has('content.xml')) return undefined;
  const declared = openDocumentType(bytes);
  if (declared === 'application/vnd.oasis.opendocument.text') return 'odt';
  return declared === 'application/vnd.oasis.opendocument.spreadsheet' ? 'ods' : undefined;
}

const UNWANTED = /(^|\/)vbaProject\.bin$|^(Basic|Scripts)\/|^META-INF\/MANIFEST\.MF$|\.class$|(^|[\\/])\.\.([\\/]|$)|^[\\/]|\0/i;

/** Names in the central directory (PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16), which must fill the file to its end. */
function contentsOf(bytes: Buffer): string[] | undefined {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || bytes.length < end + 22 || bytes.length !== end + 22 + bytes.readUInt16LE(end + 20)) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count > MAX_ENTRIES) return undefined;
  const names: string[] = [];
  let unpacked = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
    unpacked += bytes.readUInt32LE(at + 24);
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    names.push(bytes.toString('utf8', at + 46, nameEnd));
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return at === end && unpacked <= MAX_UNPACKED ? names : undefined;
}

/** The first entry is `mimetype`, stored as it is (OpenDocument 1.3, part 2, section 3.3). */
function openDocumentType(bytes: Buffer): string {
  const stored = bytes.readUInt16LE(8) === 0 && bytes.toString('latin1', 30, 38) === 'mimetype' && bytes.readUInt16LE(26) === 8;
  const start = 38 + bytes.readUInt16LE(28);
  return stored ? bytes.toString('latin1', start, start + Math.min(100, bytes.readUInt32LE(18))) : '';
}
