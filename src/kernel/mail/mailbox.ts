import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Options } from 'nodemailer/lib/mailer';
import type { Message } from './mail.ts';

/** So many mails stay in the folder; older ones make room. */
export const MAILBOX_SIZE = 200;

/** A mail that was written to the folder. `id` is also the name of its `.eml`. */
export interface BoxedMail {
  id: string;
  at: string;
  to: string;
  subject: string;
  html: string;
  text: string;
}

/** The mails in the folder, newest first. */
export async function mailbox(folder: string): Promise<BoxedMail[]> {
  const mails: BoxedMail[] = [];
  for (const id of (await idsIn(folder)).slice(0, MAILBOX_SIZE)) {
    const text = await readFile(join(folder, `${id}.json`), 'utf8').catch(() => undefined);
    if (text !== undefined) mails.push(JSON.parse(text));
  }
  return mails;
}

/** Writes the mail as it would have travelled (.eml) and, last, what the mailbox page shows (.json). */
export async function sendToFolder(folder: string, message: Message, composed: Options): Promise<void> {
  const { message: eml } = await createTransport({ streamTransport: true, buffer: true }).sendMail(composed);
  const at = (message.date ?? new Date()).toISOString();
  const id = `${at.replace(/[-:.]/g, '')}-${String(process.hrtime.bigint()).padStart(20, '0')}${randomBytes(3).toString('hex')}`;
  const boxed: BoxedMail = { id, at, to: message.to, subject: message.subject, html: message.html, text: message.text };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${id}.eml`), eml as Buffer);
  await writeFile(join(folder, `${id}.part`), JSON.stringify(boxed));
  await rename(join(folder, `${id}.part`), join(folder, `${id}.json`));
  for (const old of (await idsIn(folder)).slice(MAILBOX_SIZE))
    for (const ending of ['json', 'eml']) await rm(join(folder, `${old}.${ending}`), { force: true });
}

/** Names begin with the instant, so their order is that of time. */
async function idsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^\d{8}T\d{9}Z-[0-9a-f]+\.json$/.test(name))
    .map((name) => name.slice(0, -5))
    .toSorted()
    .toReversed();
}
