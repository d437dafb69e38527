import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openPostOffice } from '../../../test/post-office.ts';
import { type Message, openMail } from './mail.ts';
import { MAILBOX_SIZE, mailbox } from './mailbox.ts';

const from = 'Comune di Arenaria <non-rispondere@arenaria.example>';
const message: Message = { to: 'lucia@example.org', subject: 'Fatto: il marciapiede', html: '<p>È fatto</p>', text: 'È fatto' };

const folder = await mkdtemp(join(tmpdir(), 'arengo-mail-'));
after(() => rm(folder, { recursive: true, force: true }));

test('a mail travels by SMTP with one-click unsubscribe, its own Message-ID and date', async () => {
  const office = await openPostOffice();
  const mail = openMail({ smtpUrl: office.url, folder, from });
  try {
    const stop = `https://valdarena.example/avvisi/basta/${'x'.repeat(90)}`;
    await mail.send({
      ...message,
      listUnsubscribe: stop,
      messageId: '<act-7@arenaria.example>',
      date: new Date('2026-11-20T10:00:00Z'),
      headers: { 'In-Reply-To': '<act-1@arenaria.example>' },
    });
    const [{ text, to, from: sender }] = office.received as [(typeof office.received)[0]];
    assert.deepEqual([sender, to], ['non-rispondere@arenaria.example', ['lucia@example.org']]);
    const head = text.slice(0, text.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ');
    for (const line of [
      'From: Comune di Arenaria <non-rispondere@arenaria.example>',
      'To: lucia@example.org',
      'Subject: Fatto: il marciapiede',
      'Message-ID: <act-7@arenaria.example>',
      'Date: Fri, 20 Nov 2026 10:00:00 +0000',
      'In-Reply-To: <act-1@arenaria.example>',
      'Auto-Submitted: auto-generated',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ])
      assert.ok(head.split('\r\n').includes(line), line);
    assert.match(head, new RegExp(`^List-Unsubscribe: +<${stop}>$`, 'm'));
    assert.match(text, /text\/plain[\s\S]*=C3=88 fatto[\s\S]*text\/html[\s\S]*<p>=C3=88 fatto<\/p>/);
  } finally {
    mail.close();
    await office.close();
  }
});

test('a server that refuses, and one that is not there, are told to the caller', async () => {
  const office = await openPostOffice();
  office.refuse({ code: 550, text: 'no such person' });
  const mail = openMail({ smtpUrl: office.url, folder, from });
  await assert.rejects(mail.send(message), /no such person/);
  mail.close();
  await office.close();
  const nobody = openMail({ smtpUrl: office.url, folder, from });
  await assert.rejects(nobody.send(message), /ECONNREFUSED/);
  nobody.close();
});

test('nothing that would be more than one mail to one person gets through', async () => {
  const inbox = join(folder, 'injection');
  const mail = openMail({ smtpUrl: null, folder: inbox, from });
  for (const wrong of [
    { to: 'a@b.it, c@d.it' },
    { to: 'a@b.it; c@d.it' },
    { to: 'a@b.it c@d.it' },
    { to: 'a@b.it\r\nBcc: c@d.it' },
    { to: 'gruppo: a@b.it' },
    { to: 'Mario <a@b.it>' },
    { to: '' },
    { to: `${'a'.repeat(250)}@b.it` },
    { subject: 'ciao\r\nBcc: c@d.it' },
    { subject: 'ciao\nX: y' },
    { messageId: '<a@b>\r\nX: y' },
    { listUnsubscribe: 'javascript:alert(1)' },
    { listUnsubscribe: 'https://a.it/>, <mailto:x@y.it' },
    { headers: { Bcc: 'c@d.it' } },
    { headers: { 'reply-to': 'c@d.it' } },
    { headers: { 'Content-Type': 'text/html' } },
    { headers: { 'X-A': 'b\r\nBcc: c@d.it' } },
    { headers: { 'X-A\r\nBcc': 'c@d.it' } },
  ] as Partial<Message>[])
    await assert.rejects(async () => mail.send({ ...message, ...wrong }), TypeError, JSON.stringify(wrong));
  assert.deepEqual(await mailbox(inbox), []);
});

test('property: whatever the subject and the texts, the mail has one recipient and no header of theirs', async () => {
  const inbox = join(folder, 'property');
  const mail = openMail({ smtpUrl: null, folder: inbox, from });
  const words = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constant('\r\nBcc: evil@example.org\r\n\r\n'),
    fc.constant('.\r\nRCPT TO:<evil@example.org>'),
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), words, async (subject, body) => {
      if (/[\r\n\0]/.test(subject)) return;
      await mail.send({ ...message, subject, text: body, html: body });
      const [newest] = await mailbox(inbox);
      const eml = await readFile(join(inbox, `${newest!.id}.eml`), 'utf8');
      const head = eml.slice(0, eml.indexOf('\r\n\r\n'));
      assert.doesNotMatch(head, /^(bcc|cc):/im);
      assert.equal(head.match(/^to:/gim)!.length, 1);
      assert.equal(newest!.subject, subject);
    }),
    { numRuns: 40 },
  );
});

test('without SMTP mails lie in the folder, newest first, and old ones make room', async () => {
  const inbox = join(folder, 'demo');
  assert.deepEqual(await mailbox(inbox), []);
  const mail = openMail({ smtpUrl: null, folder: inbox, from });
  for (let i = 0; i < MAILBOX_SIZE + 3; i++) await mail.send({ ...message, subject: `n. ${i}` });
  const mails = await mailbox(inbox);
  assert.equal(mails.length, MAILBOX_SIZE);
  assert.deepEqual([mails[0]!.subject, mails.at(-1)!.subject], [`n. ${MAILBOX_SIZE + 2}`, 'n. 3']);
  const { id, at, ...rest } = mails[0]!;
  const { to, subject: _, html, text } = message;
  assert.deepEqual(rest, { to, subject: `n. ${MAILBOX_SIZE + 2}`, html, text });
  assert.match(at, /Z$/);
  assert.match(await readFile(join(inbox, `${id}.eml`), 'utf8'), /^To: lucia@example.org\r$/m);
  assert.equal((await readdir(inbox)).length, MAILBOX_SIZE * 2);
});
