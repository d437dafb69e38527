/** Tape archives (POSIX.1-2001, ustar): plain files with short names, written and read one entry at a time. Any `tar` reads them. */

const block = 512;

/** A file of an archive: its header, its bytes, and zeros up to the next block. `modified` in seconds since 1970. */
export function tarEntry(name: string, bytes: Uint8Array, modified: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`a name in an archive has at most 100 bytes: ${name}`);
  const header = Buffer.alloc(block);
  header.write(name, 0);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${Math.floor(modified).toString(8).padStart(11, '0')}\0`, 136);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)]);
}

/** What stands at the end of an archive. */
export const tarEnd = Buffer.alloc(2 * block);

/** An archive that is cut short, or none at all. */
export class NotAnArchive extends Error {}

/** The files of an archive, each whole in memory; throws where a header is not what it says. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<{ name: string; bytes: Buffer }> {
  const waiting: Buffer[] = [];
  let there = 0;
  let wanted: { name: string; size: number } | undefined;
  let ended = false;
  const take = (length: number): Buffer => {
    const all = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
    waiting.splice(0, waiting.length, all.subarray(length));
    there -= length;
    return all.subarray(0, length);
  };
  for await (const chunk of chunks) {
    if (ended) continue;
    waiting.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    there += chunk.length;
    for (;;) {
      if (wanted) {
        const padded = Math.ceil(wanted.size / block) * block;
        if (there < padded) break;
        yield { name: wanted.name, bytes: take(padded).subarray(0, wanted.size) };
        wanted = undefined;
      }
      if (there < block) break;
      const header = take(block);
      if (header.every((byte) => byte === 0)) {
        ended = true;
        break;
      }
      wanted = readHeader(header);
    }
  }
  if (!ended) throw new NotAnArchive('it is cut short');
}

function readHeader(header: Buffer): { name: string; size: number } {
  const sum = Number.parseInt(textAt(header, 148, 8), 8);
  if (textAt(header, 257, 5) !== 'ustar' || sum !== sumOf(header)) throw new NotAnArchive('a header is not that of an archive');
  const size = Number.parseInt(textAt(header, 124, 12), 8);
  if (!Number.isInteger(size)) throw new NotAnArchive('a size is not a number');
  return { name: textAt(header, 0, 100), size };
}

function textAt(header: Buffer, from: number, length: number): string {
  return header
    .toString('latin1', from, from + length)
    .replace(/\0.*$/s, '')
    .trim();
}

/** Of all bytes, those of the sum itself counted as spaces. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 0x20 : header[i]!;
  return sum;
}
