import { createTransport } from 'nodemailer';
import type { Options } from 'nodemailer/lib/mailer';
import { sendToFolder } from './mailbox.ts';

export interface Message {
  /** One address, without a name. */
  to: string;
  subject: string;
  html: string;
  text: string;
  /** Where answers go, instead of to the sender: one address. */
  replyTo?: string;
  /** Further headers, such as In-Reply-To; not those that this file writes itself. */
  headers?: Record<string, string>;
  /** Address that stops this kind of mail with one POST (RFC 8058). */
  listUnsubscribe?: string;
  messageId?: string;
  date?: Date;
}

export interface Mail {
  /** Throws when the server does not take it (the job tries again) and when the message could be more than one message. */
  send(message: Message): Promise<void>;
  /** Throws when the server cannot be reached or does not let us in. */
  check(): Promise<void>;
  close(): void;
}

/** Mail leaves through SMTP, or, without it, lands as files in a folder where the demo mailbox shows it. */
export function openMail({ smtpUrl, folder, from }: { smtpUrl: string | null; folder: string; from: string }): Mail {
  if (smtpUrl === null)
    return { send: (message) => sendToFolder(folder, message, composed(message, from)), check: async () => {}, close: () => {} };
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  return {
    send: async (message) => {
      await transport.sendMail(composed(message, from));
    },
    check: async () => {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}

/** The message as nodemailer wants it. Auto-Submitted (RFC 3834) keeps holiday answers from coming back. */
function composed(message: Message, from: string): Options {
  if (!ONE_ADDRESS.test(message.to) || message.to.length > 254) throw new TypeError('a mail has exactly one recipient');
  if (message.replyTo !== undefined && !ONE_ADDRESS.test(message.replyTo))
    throw new TypeError('answers go to exactly one address');
  const own = Object.entries(message.headers ?? {});
  for (const [name, value] of own) {
    if (!/^[a-z][a-z0-9-]*$/i.test(name) || WRITTEN_HERE.test(name))
      throw new TypeError(`header not allowed: ${JSON.stringify(name)}`);
    oneLine(name, value);
  }
  for (const field of ['subject', 'messageId', 'listUnsubscribe'] as const) oneLine(field, message[field] ?? '');
  const stop = message.listUnsubscribe;
  if (stop !== undefined && !/^https?:\/\/[^\s<>,]+$/.test(stop)) throw new TypeError('listUnsubscribe is not a web address');
  return {
    from,
    to: { name: '', address: message.to },
    ...(message.replyTo === undefined ? {} : { replyTo: { name: '', address: message.replyTo } }),
    subject: message.subject,
    text: message.text,
    html: message.html,
    ...(message.messageId === undefined ? {} : { messageId: message.messageId }),
    ...(message.date === undefined ? {} : { date: message.date }),
    headers: {
      ...Object.fromEntries(own),
      'Auto-Submitted': 'auto-generated',
      ...(stop ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    },
    ...(stop ? { list: { unsubscribe: { url: stop } } } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

const ONE_ADDRESS = /^[^\s@,;:<>()[\]"\\\0-\x1F\x7F]+@[^\s@,;:<>()[\]"\\\0-\x1F\x7F]+$/;
const WRITTEN_HERE =
  /^(from|to|cc|bcc|sender|reply-to|subject|date|message-id|mime-version|content-.*|list-.*|auto-submitted|dkim-.*|received|return-path)$/i;

function oneLine(field: string, value: string): void {
  if (/[\r\n\0]/.test(value)) throw new TypeError(`${field} must be one line`);
}
