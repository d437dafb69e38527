import net from 'node:net';

/** What the socket needs of the engine. */
export interface Engine {
  execProtocolRawStream(message: Uint8Array, options: { onRawData: (data: Uint8Array) => void }): Promise<void>;
  runExclusive<T>(run: () => Promise<T>): Promise<T>;
}

interface Connection {
  socket: net.Socket;
  buffer: Buffer;
  started: boolean;
  /** Messages since the last end of an exchange. */
  pending: Buffer[];
}

interface Exchange {
  connection: Connection;
  bytes: Buffer;
}

const sslRequest = 80877103;
const cancelRequest = 80877102;
const idle = 'I'.charCodeAt(0);
/** Messages that end an exchange (PostgreSQL protocol 3.0, chapter 55.2): simple query, sync, function call, end of a copy; a flush ends none but must be answered. */
const ends = new Set([...'QSFcfH'].map((letter) => letter.charCodeAt(0)));
const terminate = 'X'.charCodeAt(0);

/** Serves the PostgreSQL protocol of an engine that has one session only. Two rules keep the connections of a pool apart: an exchange goes to the
 *  engine as a whole (parse, bind, execute, sync in one piece), so that no other connection comes between statement and parameters, and after a
 *  fault the engine itself passes over what is left of it; and a connection that has begun a transaction has the engine for itself until it ends. */
export function serveEngine(engine: Engine, path: string): Promise<net.Server> {
  const waiting: Exchange[] = [];
  let owner: Connection | null = null;
  let running = false;

  async function work(): Promise<void> {
    if (running) return;
    running = true;
    for (;;) {
      const next = owner ? waiting.findIndex((exchange) => exchange.connection === owner) : 0;
      const exchange = next < 0 ? undefined : waiting.splice(next, 1)[0];
      if (!exchange) break;
      const status = await answer(exchange);
      owner = status === idle ? null : exchange.connection;
      // It went away while its exchange ran: what it left open is undone before anybody else is served.
      if (owner?.socket.destroyed && exchange.bytes !== undo) waiting.unshift({ connection: owner, bytes: undo });
    }
    running = false;
  }

  /** Runs an exchange; the state of the transaction after it, as its last ReadyForQuery says. */
  async function answer({ connection, bytes }: Exchange): Promise<number> {
    const pieces: Buffer[] = [];
    try {
      await engine.runExclusive(() =>
        engine.execProtocolRawStream(bytes, { onRawData: (data) => pieces.push(Buffer.from(data)) }),
      );
    } catch (error) {
      connection.socket.destroy(error as Error);
    }
    const reply = Buffer.concat(pieces);
    if (connection.socket.writable) connection.socket.write(reply);
    // ReadyForQuery is the last message: Z, length 5, state.
    const ready = reply.length >= 6 && reply[reply.length - 6] === 'Z'.charCodeAt(0);
    return ready ? reply[reply.length - 1]! : connection.started && !connection.socket.destroyed ? 'T'.charCodeAt(0) : idle;
  }

  async function leave(connection: Connection): Promise<void> {
    for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i]!.connection === connection) waiting.splice(i, 1);
    // What a client left open is undone, as PostgreSQL would.
    if (owner === connection) waiting.unshift({ connection, bytes: undo });
    await work();
  }

  const server = net.createServer((socket) => {
    const connection: Connection = { socket, buffer: Buffer.alloc(0), started: false, pending: [] };
    socket.setNoDelay(true);
    socket.on('data', (data) => {
      connection.buffer = connection.buffer.length === 0 ? data : Buffer.concat([connection.buffer, data]);
      for (const bytes of exchangesOf(connection)) waiting.push({ connection, bytes });
      void work();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => void leave(connection));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}

/** Takes the complete exchanges out of what has arrived. */
function* exchangesOf(connection: Connection): Generator<Buffer> {
  for (;;) {
    const { buffer, socket } = connection;
    if (!connection.started) {
      if (buffer.length < 8) return;
      const length = buffer.readInt32BE(0);
      const code = buffer.readInt32BE(4);
      if (buffer.length < length) return;
      connection.buffer = buffer.subarray(length);
      if (code === sslRequest) socket.write('N');
      else if (code === cancelRequest) socket.end();
      else {
        connection.started = true;
        yield buffer.subarray(0, length);
      }
      continue;
    }
    if (buffer.length < 5) return;
    const length = 1 + buffer.readInt32BE(1);
    if (buffer.length < length) return;
    connection.buffer = buffer.subarray(length);
    if (buffer[0] === terminate) {
      socket.end();
      return;
    }
    connection.pending.push(buffer.subarray(0, length));
    if (!ends.has(buffer[0]!)) continue;
    yield Buffer.concat(connection.pending);
    connection.pending = [];
  }
}

const undo = simpleQuery('rollback');

function simpleQuery(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(5);
  head.write('Q');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}
