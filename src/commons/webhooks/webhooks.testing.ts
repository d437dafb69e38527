/** A program that is told: it checks what it gets as the standard says, with nothing of ours. */
import { createHmac } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Got {
  id: string;
  timestamp: number;
  type: string;
  data: { act: string | null; entry: { code: string; title: string; state: string } | null };
  text: string;
  signatures: string[];
  signed: string;
}

export interface Receiver {
  url: string;
  host: string;
  got: Got[];
  /** A status, or how it misbehaves. */
  how: number | ((got: Got) => number) | 'silent' | 'moved' | 'big' | 'cut';
  close(): void;
}

export async function openReceiver(): Promise<Receiver> {
  const server = http.createServer((request, reply) => void take(receiver, request, reply));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: Receiver = {
    url: `http://${host}/avvisi`,
    host,
    got: [],
    how: 204,
    close: () => void server.close().closeAllConnections(),
  };
  return receiver;
}

async function take(receiver: Receiver, request: IncomingMessage, reply: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString('utf8');
  const id = String(request.headers['webhook-id']);
  const stamp = String(request.headers['webhook-timestamp']);
  const { type, data } = JSON.parse(text);
  const signatures = String(request.headers['webhook-signature']).split(' ');
  const got = { id, timestamp: Number(stamp), type, data, text, signatures, signed: `${id}.${stamp}.${text}` };
  const { how } = receiver;
  if (how === 'cut') return void reply.destroy();
  receiver.got.push(got);
  if (how === 'silent') return;
  if (how === 'moved') return void reply.writeHead(302, { location: `http://${receiver.host}/altrove` }).end();
  if (how === 'big') return void reply.end(Buffer.alloc(2_100_000));
  reply.writeHead(typeof how === 'function' ? how(got) : how).end();
}

/** Which of its signatures are right for this secret. */
export function rightOnes(got: Got, secret: string): string[] {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const right = `v1,${createHmac('sha256', key).update(got.signed).digest('base64')}`;
  return got.signatures.filter((one) => one === right);
}
