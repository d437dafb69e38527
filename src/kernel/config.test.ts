import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const read = (ARENGO_OUTBOUND_ALLOW: string, ARENGO_ORIGIN: string) =>
  readConfig({ ARENGO_OUTBOUND_ALLOW, ARENGO_ORIGIN, ARENGO_DEMO: '0' }).outboundAllow;
const production = 'https://arengo.example.it';

test('outgoing calls may be let through to private neighbours, in production never to this machine', () => {
  const own = [
    '127.0.0.1:80',
    '127.9.9.9:80',
    '127.1:80',
    'localhost:8080',
    'a.localhost:80',
    '[::1]:80',
    '0.0.0.0:80',
    '[::]:80',
    '[::ffff:127.0.0.1]:80',
    '2130706433:80',
  ];
  for (const pair of own) {
    assert.throws(
      () => read(`10.0.0.7:8080, ${pair}`, production),
      (error: Error) => error instanceof ConfigError && error.message.includes(pair),
      pair,
    );
    assert.deepEqual(read(pair, 'http://127.0.0.1:3000'), [pair], 'for a trial it may');
  }
  assert.deepEqual(read('10.0.0.7:8080, acque.intra:443,[fd00::7]:80', production), [
    '10.0.0.7:8080',
    'acque.intra:443',
    '[fd00::7]:80',
  ]);
  assert.deepEqual(read('localhosts.example:443', production), ['localhosts.example:443']);
  assert.deepEqual(read('', production), []);
});

test('what is no pair is told, and not silently without effect', () => {
  for (const wrong of [
    'acque.example',
    'https://acque.example:443',
    'acque.example:443/v2',
    'a b:80',
    'acque.example:99999',
    'u:p@acque.example:80',
  ])
    assert.throws(() => read(wrong, production), ConfigError, wrong);
});
