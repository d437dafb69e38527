import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { faultOfPassword, hashPassword, verifyPassword } from './passwords.ts';

test('a password is recognised, and only that one', async () => {
  const hash = await hashPassword('cavallo batteria graffetta', randomBytes(16));
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.equal(await verifyPassword('cavallo batteria graffetta', hash), 'right');
  assert.equal(await verifyPassword('cavallo batteria graffetto', hash), 'wrong');
  assert.equal(await verifyPassword('', hash), 'wrong');
});

test('the same password has another hash for everybody', async () => {
  const password = 'cavallo batteria graffetta';
  assert.notEqual(await hashPassword(password, randomBytes(16)), await hashPassword(password, randomBytes(16)));
});

test('an accent is the same from every keyboard', async () => {
  const hash = await hashPassword('perch\u00e9 no, domani', randomBytes(16));
  assert.equal(await verifyPassword('perche\u0301 no, domani', hash), 'right');
});

test('a hash made by another program of the same standard is read', async () => {
  // From the tests of the reference implementation (P-H-C/phc-winner-argon2, src/test.c): "password", salt "somesalt".
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  assert.equal(await verifyPassword('password', hash), 'right');
  assert.equal(await verifyPassword('Password', hash), 'wrong');
});

test('without a hash the same work is done, and nothing is right', async () => {
  const hash = await hashPassword('cavallo batteria graffetta', randomBytes(16));
  const known: number[] = [];
  const unknown: number[] = [];
  for (let n = 0; n < 9; n++) {
    known.push(await milliseconds(() => verifyPassword('non questa parola', hash)));
    unknown.push(await milliseconds(async () => assert.equal(await verifyPassword('non questa parola', undefined), 'wrong')));
  }
  const ratio = median(unknown) / median(known);
  assert.ok(ratio > 0.6 && ratio < 1.6, `unknown/known = ${ratio}`);
});

test('a crowd is sent away rather than kept waiting', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => verifyPassword('non questa parola', undefined)));
  assert.equal(answers.filter((answer) => answer === 'wrong').length, 6);
  assert.equal(answers.filter((answer) => answer === 'busy').length, 6);
  assert.equal(await verifyPassword('non questa parola', undefined), 'wrong');
});

test('a password that anybody would try first is refused', () => {
  assert.equal(faultOfPassword('marta.dossena@example.org', 'marta.dossena@example.org'), 'password-is-address');
  assert.equal(faultOfPassword('Marta.Dossena', 'marta.dossena@example.org'), 'password-is-address');
  assert.equal(faultOfPassword('aaaaaaaaaaaa', 'marta.dossena@example.org'), 'password-too-plain');
  assert.equal(faultOfPassword('ababababababab', 'marta.dossena@example.org'), 'password-too-plain');
  assert.equal(faultOfPassword('tre parole a caso', 'marta.dossena@example.org'), undefined);
});

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
