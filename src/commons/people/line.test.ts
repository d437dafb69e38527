import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse } from '../../../test/house.ts';
import { takeTurns } from '../../../test/queue.ts';
import { text } from '../../kernel/http/answers.ts';
import { openLine, passwordLine, startLine } from './line.ts';

let house: TestHouse;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const done = async () => text('', 'text/plain');

test('the line is served in its order, a few at a time, and everybody knows their place', async () => {
  const line = openLine(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number) => () => {
    begun.push(n);
    return new Promise<void>((resolve) => ends.push(resolve)).then(done);
  };
  const standings = [1, 2, 3, 4, 5].map((n) => line.enter(`198.51.100.${n}`, work(n))!);
  assert.deepEqual(begun, [1, 2]);
  assert.deepEqual(
    standings.map((one) => one.place()),
    [0, 0, 1, 2, 3],
  );
  ends[1]!();
  await standings[1]!.outcome;
  await new Promise((go) => setImmediate(go));
  assert.deepEqual(begun, [1, 2, 3]);
  assert.equal(standings[4]!.place(), 2);
  assert.notEqual(standings[1]!.over, null);
  assert.equal(standings[0]!.over, null);
});

test('nobody fills the line from one address, and it has an end', async () => {
  const line = openLine(1);
  const never = () => new Promise<never>(() => {});
  const from = (source: string, many: number) => Array.from({ length: many }, () => line.enter(source, never)).filter(Boolean);
  assert.equal(from('198.51.100.7', 60).length, 40);
  assert.equal(from('127.0.0.1', 60).length, 60, 'behind a proxy that was not declared everybody comes from this machine');
  for (let n = 0; n < 200; n++) from(`192.0.2.${n}`, 40);
  assert.equal(line.enter('203.0.113.9', never), undefined);
});

test('a failure frees the turn, and is told to whoever asks', async () => {
  const line = openLine(1);
  const failed = line.enter('198.51.100.8', () => Promise.reject(new Error('broken')))!;
  const next = line.enter('198.51.100.8', done)!;
  assert.equal(((await next.outcome) as { status: number }).status, 200);
  await assert.rejects(failed.outcome, /broken/);
  assert.notEqual(failed.over, null);
});

test('whoever is not through at once sees their place, in their language, and gets there what they asked for, once', async () => {
  const letGo = takeTurns(startLine);
  const { statusCode, headers, cookies } = await house.post('/entra', { email: 'anna@example.org', next: '/' });
  assert.deepEqual([statusCode, headers.location], [303, '/entra/coda']);
  const [{ name, value, httpOnly, sameSite }] = cookies as [(typeof cookies)[number]];
  assert.deepEqual([name, httpOnly, sameSite], ['arengo_line', true, 'Lax']);
  const cookie = `${name}=${value}`;

  const waiting = await house.get('/entra/coda', cookie);
  assert.equal(waiting.statusCode, 200);
  assert.match(waiting.body, /<h1>Sei il numero 1 in coda<\/h1>/);
  assert.equal(waiting.headers['refresh'], '3');
  assert.match(String(waiting.headers['cache-control']), /no-store/);
  assert.match((await house.get('/entra/coda', `${cookie}; arengo_lang=en`)).body, /<h1>You are number 1 in the queue<\/h1>/);
  assert.equal((await house.get('/entra/coda?ferma=1', cookie)).headers['refresh'], undefined);
  assert.match((await house.get('/entra/coda')).body, /Qui non c’è un tuo posto in coda/);

  await letGo();
  const through = await until(() => house.get('/entra/coda', cookie));
  assert.equal(through.headers.location, '/entra/inviato');
  assert.match(String(through.headers['set-cookie']), /arengo_line=;/);
  assert.match((await house.get('/entra/coda', cookie)).body, /Qui non c’è un tuo posto in coda/);
});

test('a password waits in a line of its own: what was wrong comes back on the form, with the address and without the password', async () => {
  const letGo = takeTurns(passwordLine);
  const sent = await house.post('/entra/password', { email: 'anna@example.org', password: 'non questa parola', next: '/' });
  assert.equal(sent.headers.location, '/entra/coda');
  const cookie = `arengo_line=${sent.cookies[0]!.value}`;
  assert.equal((await house.post('/entra', { email: 'bruno@example.org' })).headers.location, '/entra/inviato');
  await letGo();
  const { statusCode, body } = await until(() => house.get('/entra/coda', cookie));
  assert.equal(statusCode, 422);
  assert.match(body, /value="anna@example.org"/);
  assert.doesNotMatch(body, /non questa parola/);
});

test('whoever finds the line full is told when to come back, and what was typed is still there', async () => {
  const letGo = takeTurns(startLine);
  const source = '198.51.100.20';
  const waiting = Array.from({ length: 40 }, () => startLine.enter(source, done)!);
  const answer = await house.server.app.inject({
    method: 'POST',
    url: '/entra',
    remoteAddress: source,
    payload: 'email=anna%40example.org',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  });
  assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '30']);
  assert.match(answer.body, /La coda per entrare è piena/);
  assert.match(answer.body, /value="anna@example.org"/);
  await letGo();
  await Promise.all(waiting.map((one) => one.outcome));
});

async function until(ask: () => ReturnType<TestHouse['get']>): ReturnType<TestHouse['get']> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await ask();
    if (!/numero|turno/.test(answer.body)) return answer;
    await new Promise((go) => setTimeout(go, 20));
  }
  throw new Error('the turn never came');
}
