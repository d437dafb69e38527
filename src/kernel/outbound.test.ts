import assert from 'node:assert/strict';
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { readConfig } from './config.ts';
import { isPublic, mayBeReached, type OutboundOptions, type OutboundRequest, outbound, waysOut } from './outbound.ts';
import { isRefusal } from './refusal.ts';

let asked = 0;
const pages: Record<string, RequestListener> = {
  '/': (request, reply) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () =>
      reply.setHeader('x-method', `${request.method}`).end(`${request.headers.host} ${request.headers['x-sign'] ?? ''} ${body}`),
    );
  },
  '/moved': (_request, reply) => reply.writeHead(302, { location: 'http://127.0.0.1/' }).end(),
  '/unchanged': (_request, reply) => reply.writeHead(304).end(),
  '/gone': (_request, reply) => reply.writeHead(410).end('gone'),
  '/silent': () => {},
  '/drip': (_request, reply) => {
    const drip = setInterval(() => reply.write('.'), 50);
    reply.on('close', () => clearInterval(drip));
  },
  '/big': (_request, reply) => {
    reply.on('error', () => {});
    const pour = () => {
      while (!reply.destroyed && reply.write(Buffer.alloc(100_000)));
    };
    reply.on('drain', pour);
    pour();
  },
  '/three': (_request, reply) => reply.end(Buffer.alloc(3e6)),
  '/just': (_request, reply) => reply.end(Buffer.alloc(2e6)),
  '/cut': (_request, reply) => {
    reply.writeHead(200, { 'content-length': 100 });
    reply.write('half');
    setTimeout(() => reply.destroy(), 20);
  },
};
const server = http.createServer((request, reply) => {
  asked++;
  pages[request.url!]!(request, reply);
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
after(() => server.close().closeAllConnections());
const { port } = server.address() as AddressInfo;
const here = `http://127.0.0.1:${port}`;
const allow = [`127.0.0.1:${port}`, `friend.example:${port}`];

async function codeOf(request: OutboundRequest, options: OutboundOptions = {}): Promise<string> {
  const outcome = await outbound(request, options);
  return isRefusal(outcome) ? outcome.code : `answered ${outcome.status}`;
}

test('what is allowed by name is reached, with method, headers and body', async () => {
  const answer = await outbound({ url: `${here}/`, method: 'POST', headers: { 'x-sign': 'abc' }, body: '{"è":1}' }, { allow });
  assert.ok(!isRefusal(answer));
  assert.deepEqual(
    [answer.status, answer.headers['x-method'], answer.body.toString()],
    [200, 'POST', `127.0.0.1:${port} abc {"è":1}`],
  );
  assert.equal(await codeOf({ url: `${here}/gone` }, { allow }), 'answered 410');
});

test('addresses of this machine and its neighbours are refused before anyone is asked, however they are written', async () => {
  asked = 0;
  const dotless = (127 * 256 ** 3 + 1).toString();
  for (const host of [
    '127.0.0.1',
    '127.1',
    dotless,
    '0x7f.1',
    '0177.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '169.254.169.254',
    '10.1.2.3',
    '192.168.0.1',
    '172.31.255.255',
    '100.64.0.1',
    '[fe80::1]',
    '[fc00::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '224.0.0.1',
    '255.255.255.255',
    '1２7.0.0.1',
  ])
    for (const scheme of ['http', 'https'])
      assert.equal(await codeOf({ url: `${scheme}://${host}/` }), 'kernel.outbound-not-allowed', host);
  assert.equal(await codeOf({ url: 'http://localhost/' }), 'kernel.outbound-not-allowed');
  assert.equal(asked, 0);
});

test('other schemes, other ports, and names with passwords are refused', async () => {
  for (const url of [
    'ftp://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'gopher://x/',
    'http://example.org:8080/',
    'http://example.org:22/',
    'http://user:pass@example.org/',
    'http://user@example.org/',
    'nonsense',
    '',
  ])
    assert.equal(
      await codeOf({ url }, { resolve: async () => assert.fail('must not be resolved') }),
      'kernel.outbound-not-allowed',
      url,
    );
  assert.equal(
    await codeOf({ url: `http://127.0.0.1:${port + 1}/` }, { allow }),
    'kernel.outbound-not-allowed',
    'the list names the port too',
  );
});

test('a name with one private address among public ones is refused', async () => {
  for (const addresses of [
    ['93.184.216.34', '127.0.0.1'],
    ['::ffff:10.0.0.1'],
    ['fe80::1%eth0'],
    ['2606:2800::1', '::1'],
    ['nonsense'],
  ])
    assert.equal(
      await codeOf({ url: 'http://rebind.example/' }, { resolve: async () => addresses }),
      'kernel.outbound-not-allowed',
      `${addresses}`,
    );
});

test('the connection goes to the address that was checked, and the name is asked for once', async () => {
  let times = 0;
  const resolve = async () => {
    times++;
    return ['127.0.0.1'];
  };
  const answer = await outbound({ url: `http://friend.example:${port}/` }, { allow, resolve });
  assert.ok(!isRefusal(answer));
  assert.equal(answer.body.toString().trim(), `friend.example:${port}`);
  assert.equal(times, 1);
});

test('a name that does not exist, and a door that is closed, are unreachable', async () => {
  assert.equal(
    await codeOf({ url: 'http://nobody.example/' }, { resolve: async () => Promise.reject(new Error('ENOTFOUND')) }),
    'kernel.outbound-unreachable',
  );
  assert.equal(await codeOf({ url: 'http://nobody.example/' }, { resolve: async () => [] }), 'kernel.outbound-unreachable');
  assert.equal(await codeOf({ url: 'http://127.0.0.1:1/' }, { allow: ['127.0.0.1:1'] }), 'kernel.outbound-unreachable');
  assert.equal(await codeOf({ url: `${here}/cut` }, { allow }), 'kernel.outbound-unreachable');
});

test('redirects are not followed; 304 is an answer', async () => {
  assert.equal(await codeOf({ url: `${here}/moved` }, { allow }), 'kernel.outbound-redirected');
  assert.equal(await codeOf({ url: `${here}/unchanged` }, { allow }), 'answered 304');
});

test('two megabytes and no more', async () => {
  assert.equal(await codeOf({ url: `${here}/just` }, { allow }), 'answered 200');
  const before = process.memoryUsage.rss();
  assert.equal(await codeOf({ url: `${here}/big` }, { allow }), 'kernel.outbound-too-big');
  assert.ok(process.memoryUsage.rss() - before < 100e6);
});

test('whoever asks may take more, or wait less', async () => {
  assert.equal(await codeOf({ url: `${here}/three` }, { allow }), 'kernel.outbound-too-big');
  assert.equal(await codeOf({ url: `${here}/three` }, { allow, megabytes: 3 }), 'answered 200');
  assert.equal(await codeOf({ url: `${here}/big` }, { allow, megabytes: 3 }), 'kernel.outbound-too-big');
  const start = performance.now();
  assert.equal(await codeOf({ url: `${here}/silent` }, { allow, seconds: 0.3 }), 'kernel.outbound-too-slow');
  assert.ok(performance.now() - start < 1500);
});

test('five seconds in all: silence, dripping, and a slow name server', async () => {
  const start = performance.now();
  const never = () => new Promise<string[]>(() => {});
  const codes = await Promise.all([
    codeOf({ url: `${here}/silent` }, { allow }),
    codeOf({ url: `${here}/drip` }, { allow }),
    codeOf({ url: 'http://slow.example/' }, { resolve: never }),
  ]);
  assert.deepEqual(codes, ['kernel.outbound-too-slow', 'kernel.outbound-too-slow', 'kernel.outbound-too-slow']);
  const took = performance.now() - start;
  assert.ok(took > 4500 && took < 6500, `${took} ms`);
});

test('which addresses are public', () => {
  for (const address of ['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:2800:220:1::1', '2a00:1450::1'])
    assert.ok(isPublic(address), address);
  for (const address of [
    '198.18.0.1',
    '203.0.113.9',
    '192.0.2.1',
    '2001:db8::1',
    '2001::1',
    'ff02::1',
    '::ffff:8.8.8.8',
    '',
    '8.8.8.8.8',
    '2606::1%lo',
  ])
    assert.ok(!isPublic(address), address);
});

test('a pair of the configuration is never this machine itself behind https, whatever its name resolves to', async () => {
  const resolve = (address: string) => async () => [address];
  for (const address of ['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::7f00:1', '64:ff9b::7f00:1'])
    assert.equal(
      await codeOf({ url: `http://friend.example:${port}/` }, { allow, neverHere: true, resolve: resolve(address) }),
      'kernel.outbound-not-allowed',
      address,
    );
  const mixed = async () => ['10.1.2.3', '127.0.0.1'];
  assert.equal(
    await codeOf({ url: `http://friend.example:${port}/` }, { allow, neverHere: true, resolve: mixed }),
    'kernel.outbound-not-allowed',
  );
  assert.equal(
    (await mayBeReached(`http://friend.example:${port}/`, { allow, neverHere: true, resolve: resolve('10.1.2.3') }))?.code,
    undefined,
    'a neighbour may be',
  );
  assert.equal(
    (await mayBeReached('https://inside.example/', { resolve: resolve('10.1.2.3') }))?.code,
    'kernel.outbound-not-allowed',
  );
  const production = readConfig({ ARENGO_ORIGIN: 'https://arengo.example', ARENGO_OUTBOUND_ALLOW: 'inside.example:8080' });
  assert.deepEqual(waysOut(production), { allow: ['inside.example:8080'], neverHere: true });
  assert.equal(waysOut(readConfig({})).neverHere, false);
});
