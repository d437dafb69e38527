/** Nothing personal in what a server writes beside its database, its files and its mails: a real process, talkative, asked rightly and wrongly, with
 *  faults of its own (GDPR art. 5(1)(c); OWASP ASVS 5.0, 16.2.5). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '../src/kernel/config.ts';
import { openDatabase } from '../src/kernel/database/database.ts';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { prepareServer, type ServerProcess } from './server.ts';

const canaries = {
  name: 'Zqualberta Canarizq',
  email: 'zqualberta.canarizq@example.org',
  phone: '+39 333 7654321',
  fiscal: 'CNRZLB80A41H501Z',
  token: 'zqtokenzqtokenzqtokenzqtokenzqtokenzqtoken4',
  password: 'zq-parola-segreta-zq',
};

let office: PostOffice;
let server: ServerProcess;
before(async () => {
  office = await openPostOffice();
  server = await prepareServer('territory', { ARENGO_LOG: 'debug', SMTP_URL: office.url });
  await server.start();
});
after(async () => {
  await server.remove();
  await office.close();
});

const form = (url: string, body: Record<string, string>) =>
  fetch(server.url + url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(body),
  });
const api = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(server.url + url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const told = {
  category: 'roads',
  title: `Buca, chiamare ${canaries.name}`,
  description: `${canaries.fiscal} ${canaries.phone}`,
  lat: 39.42,
  lon: 14.6,
  who: 'email',
  email: canaries.email,
  name: canaries.name,
};

/** Everything that was written, with where. */
function written(): [string, string][] {
  const files = readdirSync(server.folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^(database|files|mails)\b/.test(name) && statSync(path.join(server.folder, name)).isFile(),
  );
  return [
    ['standard output', server.said()],
    ...files.map((name): [string, string] => [name, readFileSync(path.join(server.folder, name), 'latin1')]),
  ];
}

/** Canaries in any of the forms in which they may be written. */
function leaks(texts: [string, string][]): string[] {
  return texts.flatMap(([where, text]) =>
    Object.entries(canaries).flatMap(([what, canary]) =>
      [canary, encodeURIComponent(canary), canary.replaceAll(' ', '+'), canary.split(/[ @]/)[0]!]
        .filter((one) => one.length > 4 && text.toLowerCase().includes(one.toLowerCase()))
        .map((one) => `${what} («${one}») in ${where}`),
    ),
  );
}

test('a talkative server that signs people in, takes reports, is asked nonsense, breaks and cannot send mails writes nothing of anybody', {
  timeout: 60_000,
}, async () => {
  office.refuse({ code: 550, text: `no such person ${canaries.email} ${canaries.name}` });
  assert.equal((await form('/entra', { email: canaries.email, next: `/cerca?q=${canaries.fiscal}` })).status, 303);
  await form('/entra', { email: `${canaries.email}@@`, next: '/' });
  await form('/entra/password', { email: canaries.email, password: canaries.password });
  for (const method of ['GET', 'POST'])
    await fetch(`${server.url}/entra/link/${canaries.token}`, { method, headers: { 'sec-fetch-site': 'same-origin' } });
  assert.equal((await api('/api/v1/reports', told)).status, 201);
  await api('/api/v1/reports', { ...told, lat: canaries.phone, unknown: canaries.fiscal });
  await api('/api/v1/reports', `{"email":"${canaries.email}", "name":"${canaries.name}`);
  await api('/api/v1/verbs/people.enter-with-link', { token: canaries.token, [canaries.email]: 1 });
  await api('/api/v1/reports', told, { authorization: `Bearer ${canaries.token}` });
  for (const url of [
    `/cerca?q=${encodeURIComponent(canaries.name)}`,
    `/${canaries.fiscal}?email=${canaries.email}`,
    `/segnalazioni?q=${canaries.fiscal}&dopo=${canaries.token}`,
    `/api/v1/entries?q=${canaries.email}&cursor=${canaries.token}`,
    `/profilo/dati/copia/${canaries.token}`,
    '/profilo',
    `/%zz${canaries.token}`,
  ])
    await fetch(server.url + url, {
      redirect: 'manual',
      headers: { cookie: `arengo_session=${canaries.token}`, 'user-agent': canaries.name },
    });
  await fetch(`${server.url}/segnalazioni/nuova/dati`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=zq', 'sec-fetch-site': 'same-origin' },
    body: `--zq\r\ncontent-disposition: form-data; name="photos"; filename="${canaries.name}.jpg"\r\n\r\n${canaries.fiscal}\r\n--zq--\r\n`,
  });

  // A fault of ours, of which the database says the whole row.
  const database = await openDatabase(readConfig(server.env), 'command');
  await database.pool.query('alter table reports.reports add constraint broken check (contact_email is null) not valid');
  assert.equal((await api('/api/v1/reports', { ...told, key: 'another' })).status, 500);
  for (let waited = 0; office.refused.length === 0 && waited < 15_000; waited += 100) await wait(100);
  assert.ok(office.refused.includes(canaries.email), 'mails were tried');
  await wait(300);
  await database.close();

  assert.match(server.said(), /request failed/, 'the fault is told');
  assert.match(server.said(), /job failed/, 'so is the mail that did not leave');
  const refused = server
    .said()
    .split('\n')
    .filter((line) => line.includes('"msg":"refused"'))
    .map((line) => JSON.parse(line));
  const codes = refused.map((line) => line.refused);
  for (const code of ['people.wrong-password', 'people.link-gone', 'kernel.sign-in'])
    assert.ok(codes.includes(code), `${code} among ${codes}`);
  for (const line of refused) assert.match(line.who, /^[0-9a-f]{16}$/);
  assert.deepEqual(leaks(written()), []);
});

test('the search for canaries can find them', () => {
  for (const canary of Object.values(canaries)) assert.notDeepEqual(leaks([['x', `… ${canary} …`]]), [], canary);
  assert.notDeepEqual(leaks([['x', encodeURIComponent(canaries.email)]]), []);
});
