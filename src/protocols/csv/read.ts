/** One record of a CSV file as bytes, so that whoever reads it decides how strictly they are text. `line` is the one it begins on, from 1. */
export interface CsvRecord {
  line: number;
  cells: Uint8Array[];
  /** Its quotes do not match: a quoted cell is followed by something else, or never ends. Its first line stands alone in `cells`. */
  broken: boolean;
}

/** No record is longer than this: what would be is a quote that nobody closed. */
const longest = 1 << 20;
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Reads CSV (RFC 4180; any single-byte delimiter, LF or CRLF) as it arrives. A record with a broken quote costs its own first line and
 *  nothing else: reading goes on with the next line. Empty lines are passed over; a byte order mark is taken away. */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>, delimiter: string): AsyncGenerator<CsvRecord> {
  const between = delimiter.charCodeAt(0);
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let begun = false;
  const take = function* (bytes: Buffer, final: boolean): Generator<CsvRecord> {
    let at = 0;
    while (at < bytes.length) {
      const found = scan(bytes, at, between, final);
      if (!found) break;
      if (found.broken || found.cells.length > 1 || found.cells[0]!.length > 0)
        yield { line, cells: found.cells, broken: found.broken };
      for (let i = bytes.indexOf(lineFeed, at); i !== -1 && i < found.next; i = bytes.indexOf(lineFeed, i + 1)) line++;
      at = found.next;
    }
    rest = bytes.subarray(at);
  };
  for await (const chunk of chunks) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (!begun) {
      if (rest.length < 3) continue;
      begun = true;
      if (rest[0] === 0xef && rest[1] === 0xbb && rest[2] === 0xbf) rest = rest.subarray(3);
    }
    yield* take(rest, false);
  }
  yield* take(rest, true);
}

type Scanned = { cells: Uint8Array[]; broken: boolean; next: number };

/** The record that begins at `from`; nothing when its end has not arrived yet. */
function scan(bytes: Buffer, from: number, between: number, final: boolean): Scanned | undefined {
  const cells: Uint8Array[] = [];
  let at = from;
  for (;;) {
    const start = at;
    if (bytes[start] === quote) {
      const end = closingQuote(bytes, start + 1);
      if (end === -1 || (end + 1 >= bytes.length && !final))
        return final || bytes.length - from > longest ? brokenLine(bytes, from, final) : undefined;
      const after = bytes[end + 1];
      if (after !== undefined && after !== between && after !== lineFeed && after !== carriageReturn)
        return brokenLine(bytes, from, final);
      cells.push(unescaped(bytes.subarray(start + 1, end)));
      at = end + 1;
    } else {
      while (at < bytes.length && bytes[at] !== between && bytes[at] !== lineFeed) at++;
      if (at >= bytes.length && !final)
        return bytes.length - from > longest ? { cells: [bytes.subarray(from)], broken: true, next: bytes.length } : undefined;
      cells.push(bytes.subarray(start, bytes[at] === lineFeed || at >= bytes.length ? withoutReturn(bytes, start, at) : at));
    }
    if (at >= bytes.length) return { cells, broken: false, next: at };
    if (bytes[at] === carriageReturn) at++;
    if (bytes[at] === lineFeed) return { cells, broken: false, next: at + 1 };
    if (at >= bytes.length) return final ? { cells, broken: false, next: at } : undefined;
    at++;
    if (at >= bytes.length && !final) return undefined;
  }
}

function closingQuote(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(quote, from); at !== -1; at = bytes.indexOf(quote, at + 2)) if (bytes[at + 1] !== quote) return at;
  return -1;
}

function brokenLine(bytes: Buffer, from: number, final: boolean): Scanned | undefined {
  const end = bytes.indexOf(lineFeed, from);
  if (end === -1 && !final && bytes.length - from <= longest) return undefined;
  const next = end === -1 ? bytes.length : end + 1;
  return { cells: [bytes.subarray(from, end === -1 ? next : withoutReturn(bytes, from, end))], broken: true, next };
}

function withoutReturn(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
}

function unescaped(cell: Buffer): Uint8Array {
  if (!cell.includes(quote)) return cell;
  return Buffer.from(cell.toString('latin1').replaceAll('""', '"'), 'latin1');
}
