/** A gate between a server of ours and PostgreSQL, which holds every transaction at its n-th statement: before it is heard, or before its answer is.
 *  With many verbs in hand at once, one kill is a kill at that step of each of them. It reads the protocol no further than it must (PostgreSQL,
 *  chapter 55: a statement ends with Query or Sync, and each message says its length). */
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type When = 'before' | 'after';

export interface Gate {
  port: number;
  /** From now on transactions that begin stop at this statement; BEGIN is not counted. */
  arm(at: number, when: When): void;
  /** When nothing moves in any transaction any more; how many are held. */
  quiet(): Promise<number>;
  /** Every connection breaks, and the gate is open again. */
  open(): void;
  close(): void;
}

export async function gateTo(host: string, port: number): Promise<Gate> {
  let armed: { at: number; when: When } | null = null;
  let moved = 0;
  let held = 0;
  const sockets = new Set<net.Socket>();

  const server = net.createServer((client) => {
    const upstream = net.connect(port, host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());

    /** Statements since BEGIN; null outside a transaction. */
    let step: number | null = null;
    let shut: When | null = null;
    let heard = false;
    const statements = statementsOf((bytes, text) => {
      if (shut) return;
      if (step !== null) step++;
      else if (armed && /^(begin|start transaction)[^;]*;?$/i.test(text)) step = 0;
      if (step !== null) moved = Date.now();
      if (armed && step === armed.at) shut = armed.when;
      if (shut === 'before') held++;
      else upstream.write(bytes);
      if (/^(commit|rollback);?$/i.test(text)) step = null;
    });
    client.on('data', statements);
    upstream.on('data', (piece) => {
      if (shut) {
        if (!heard) held++;
        heard = true;
        moved = Date.now();
      } else client.write(piece);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    arm: (at, when) => {
      armed = { at, when };
      held = 0;
      moved = Date.now();
    },
    quiet: async () => {
      while (Date.now() - moved < 500) await wait(50);
      return held;
    },
    open: () => {
      armed = null;
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Cuts what a client sends into statements, and tells each with its bytes and, where it was sent as text alone, its text. */
function statementsOf(tell: (bytes: Buffer, text: string) => void): (piece: Buffer) => void {
  let waiting: Buffer = Buffer.alloc(0);
  let begun = false;
  let statement: Buffer[] = [];
  return (piece) => {
    waiting = Buffer.concat([waiting, piece]);
    for (;;) {
      // The first message of a connection has no letter.
      const letter = begun ? 1 : 0;
      if (waiting.length < letter + 4) return;
      const length = letter + waiting.readInt32BE(letter);
      if (waiting.length < length) return;
      const message = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      statement.push(message);
      const type = begun ? String.fromCharCode(message[0]!) : '';
      begun = true;
      if (!['', 'Q', 'S', 'X', 'p'].includes(type)) continue;
      tell(Buffer.concat(statement), type === 'Q' ? message.toString('utf8', 5, length - 1).trim() : '');
      statement = [];
    }
  };
}
