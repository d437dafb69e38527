/** A real SMTP server on this machine, and everything that it was given. */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

const { SMTPServer } = createRequire(import.meta.url)('smtp-server');

export interface PostOffice {
  url: string;
  received: { from: string; to: string[]; text: string }[];
  /** Whom it turned away. */
  refused: string[];
  /** What it says to every recipient from now on, instead of taking the mail; null takes it. `code` 4xx: try again later. */
  refuse(why: { code: number; text: string } | null): void;
  close(): Promise<void>;
}

export async function openPostOffice(): Promise<PostOffice> {
  const received: PostOffice['received'] = [];
  const refused: string[] = [];
  let refusal: { code: number; text: string } | null = null;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (address: { address: string }, _session: unknown, done: (fault?: Error) => void) => {
      if (refusal === null) return done();
      refused.push(address.address);
      done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData(stream: NodeJS.ReadableStream, session: any, done: () => void) {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => {
        text += piece;
      });
      stream.on('end', () => {
        received.push({
          from: session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map((rcpt: any) => rcpt.address),
          text,
        });
        done();
      });
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    refused,
    refuse: (why) => {
      refusal = why;
    },
    close: () => new Promise<void>((closed) => server.close(closed)),
  };
}
