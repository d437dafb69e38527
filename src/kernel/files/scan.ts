import net from 'node:net';
import type { Config } from '../config.ts';
import { refuse } from '../refusal.ts';

/** clamd waits this long for what it reads; ours ends a little later. Milliseconds. */
const patience = 30_000;
/** Pieces as clamd takes them: its StreamMaxLength is 100 MB at first, our largest upload 25. */
const pieceSize = 64 * 1024;

export type Scanner = NonNullable<Config['scanner']>;

/** Asks clamd whether it knows this content as harmful (clamd(8), command INSTREAM). Nothing when it does not; a refusal when it does, and also
 *  when it cannot be asked: what was not looked at is not taken. */
export async function scan(scanner: Scanner, bytes: Buffer) {
  const answer = await ask(scanner, bytes).catch(() => '');
  if (answer.endsWith(': OK')) return undefined;
  return answer.endsWith(' FOUND') ? refuse('files.harmful', 422) : refuse('files.not-scanned', 503);
}

function ask(scanner: Scanner, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(scanner);
    let answer = '';
    socket.setTimeout(patience, () => socket.destroy(new Error('clamd did not answer in time')));
    socket.on('connect', () => {
      socket.write('zINSTREAM\0');
      for (let at = 0; at < bytes.length; at += pieceSize) {
        const piece = bytes.subarray(at, at + pieceSize);
        socket.write(lengthOf(piece.length));
        socket.write(piece);
      }
      socket.write(lengthOf(0));
    });
    socket.on('data', (data) => {
      answer = (answer + data.toString('latin1')).slice(0, 1000);
    });
    socket.on('end', () => resolve(answer.replace(/\0$/, '')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('clamd closed the connection')));
  });
}

function lengthOf(size: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(size);
  return length;
}
