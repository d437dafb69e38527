/** Photos that come with a report by Open311: as files, and at an address from which they are fetched. */
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import exifr from 'exifr';
import sharp from 'sharp';
import { createKey } from '../../../commons/people/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import * as schemas from '../../../protocols/open311/schemas.ts';
import { openEndpoint, said } from './endpoint.testing.ts';

const color = (background: string) => sharp({ create: { width: 90, height: 60, channels: 3, background } });
const placed = {
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 24/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '14/1 30/1 0/1' },
};
const [red, green, blue] = await Promise.all([
  color('red').withExif(placed).jpeg().toBuffer(),
  color('green').png().toBuffer(),
  color('blue').jpeg().toBuffer(),
]);

let asked: string[] = [];
const elsewhere = http.createServer((request, reply) => {
  asked.push(request.url!);
  if (request.url === '/moved') return void reply.writeHead(302, { location: '/blue.jpg' }).end();
  if (request.url === '/page') return void reply.writeHead(200, { 'content-type': 'image/jpeg' }).end('<html>Ciao</html>');
  if (request.url === '/huge') return void reply.end(Buffer.alloc(12.1e6));
  // A photo of more than two megabytes: what follows its last pixel is nobody's concern.
  if (request.url === '/large.jpg') return void reply.end(Buffer.concat([blue!, Buffer.alloc(5e6)]));
  if (request.url === '/silent') return;
  if (request.url?.startsWith('/blue.jpg')) return void reply.end(blue);
  reply.writeHead(404).end(blue);
});
await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
const there = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
const { house, inside, key, json, post, postFiles, count } = await openEndpoint({ ARENGO_OUTBOUND_ALLOW: there });
after(async () => {
  await house.close();
  elsewhere.close().closeAllConnections();
});
const form = { api_key: key, service_code: 'roads', ...inside };
const at = (path: string) => ({ media_url: `http://${there}${path}` });

test('files called media, as Helsinki and Bloomington have them, are photos of the report like those of the form', async () => {
  const sent = await postFiles({ ...form, description: 'Buca con due foto' }, [
    ['media', 'a.jpg', red!],
    ['media[]', 'b.png', green!],
    ['media[]', 'b.png', green!],
  ]);
  assert.equal(sent.status, 200, sent.text);
  assert.doesNotMatch(sent.text, /media/);
  const photos = await photosOf(sent.text);
  assert.equal(photos.length, 2, 'each once');
  const shown = await Promise.all(photos.map(async (address) => (await house.server.app.inject(address)).rawPayload));
  assert.deepEqual(await Promise.all(shown.map(async (bytes) => (await sharp(bytes).metadata()).format)), ['webp', 'webp']);
  assert.equal(await exifr.gps(red!).then((found) => found.latitude), 39.4, 'it said where it was taken');
  assert.equal((await sharp(shown[0]).metadata()).exif, undefined);
});

test('the same words with another photo are another report, with the same photo the same one', async () => {
  const words = { ...form, description: 'Buca fotografata' };
  const send = async (photo: Buffer) => (await postFiles(words, [['media', 'a.jpg', photo]], '10.3.4.1')).text;
  const first = await send(red!);
  assert.equal(await send(red!), first);
  assert.notEqual(await send(green!), first);
});

test('a file that cannot be taken refuses the sending with a sentence, and nothing is saved', async () => {
  const before = await count();
  const words = { ...form, description: 'Buca con un file che non va' };
  const six = Array.from({ length: 6 }, () => ['media', 'a.jpg', red!] as [string, string, Buffer]);
  const wrong: [files: [string, string, Buffer][], sentence: RegExp][] = [
    [[['media', 'a.jpg', Buffer.from('#!/bin/sh\n')]], /Non riusciamo a leggere questa immagine/],
    [[['media', 'a.pdf', Buffer.from('%PDF-1.4\n')]], /Non riusciamo a leggere questa immagine/],
    [[['media', 'a.jpg', Buffer.alloc(0)]], /Il file è vuoto/],
    [[['media', 'a.jpg', Buffer.concat([red!, Buffer.alloc(12.1e6)])]], /massimo è 12 MB/],
    [
      [
        ['media', 'a.jpg', red!],
        ['media', 'b.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
      ],
      /Non riusciamo a leggere questa immagine/,
    ],
    [six, /6 foto[\s\S]*5/],
    [[['photo', 'a.jpg', red!]], /«photo»[\s\S]*media/],
  ];
  for (const [files, sentence] of wrong) {
    const answer = await postFiles(words, files);
    assert.equal(answer.status, 400, answer.text);
    assert.deepEqual(said(schemas.errorsSchema, JSON.parse(answer.text)), []);
    assert.match(JSON.parse(answer.text)[0].description, sentence);
  }
  const stranger = await postFiles({ ...words, api_key: 'wrong' }, [['media', 'a.jpg', red!]]);
  assert.equal(stranger.status, 403);
  assert.equal(await count(), before);
});

test('the photo at media_url is fetched and becomes one of the report', async () => {
  asked = [];
  const sent = await post({ ...form, description: 'Buca con indirizzo', ...at('/blue.jpg?a=1') });
  assert.equal(sent.status, 200, sent.text);
  assert.doesNotMatch(sent.text, /media_url/);
  assert.deepEqual(asked, ['/blue.jpg?a=1']);
  const [photo, ...others] = await photosOf(sent.text);
  assert.equal(others.length, 0);
  const { rawPayload } = await house.server.app.inject(photo!);
  assert.deepEqual(
    (await sharp(rawPayload).stats()).channels.map(({ mean }) => Math.round(mean / 255)),
    [0, 0, 1],
  );

  const both = await postFiles({ ...form, description: 'Buca in due modi', ...at('/large.jpg') }, [['media', 'a.jpg', red!]]);
  assert.equal((await photosOf(both.text)).length, 2);
  assert.doesNotMatch(both.text, /media_url/);
});

test('where it cannot be had, the report is taken all the same, and the answer says so', async () => {
  const missing = ['/none', '/moved', '/page', '/huge', '/silent'];
  const addresses = [
    ...missing.map((path) => at(path).media_url),
    'http://127.0.0.1:9/a.jpg',
    'http://localhost/a.jpg',
    'data:image/png;base64,AAAA',
    'foto.jpg',
  ];
  asked = [];
  for (const [i, media_url] of addresses.entries()) {
    const began = performance.now();
    const words = { ...form, description: `Buca senza foto ${i}`, media_url };
    const sent = await post(words, 'json', `10.3.2.${i}`);
    assert.equal(sent.status, 200, sent.text);
    assert.match(
      JSON.parse(sent.text)[0].service_notice,
      /La ricevuta è [0-9A-Z-]{19}.*La foto a media_url non è stata presa/,
      media_url,
    );
    assert.deepEqual(await photosOf(sent.text), []);
    assert.ok(performance.now() - began < 4500, 'before a client like ours loses patience');
    assert.equal((await post(words, 'json', `10.3.2.${i}`)).text, sent.text, 'the same again is answered alike');
  }
  assert.deepEqual([...new Set(asked)], missing, 'and no redirection was followed');
});

test('one address is fetched, and none for whoever may not send', async () => {
  asked = [];
  const words = { ...form, description: 'Buca con molti indirizzi' };
  const several = new URLSearchParams([
    ...Object.entries(words),
    ...[1, 2, 3].map((n) => ['media_url', at(`/blue.jpg?${n}`).media_url]),
  ] as [string, string][]);
  const sent = await house.server.app.inject({
    method: 'POST',
    url: '/open311/v2/requests.json',
    payload: several.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  assert.equal(sent.statusCode, 200, sent.body);
  assert.deepEqual(asked, ['/blue.jpg?3']);

  asked = [];
  const { metropolis } = territoryOf(house.ctx());
  const other = await house.done(createKey, { name: 'Altro', place: metropolis!.id, verbs: ['reports.resolve'] });
  for (const api_key of ['', 'wrong', other.key])
    assert.equal((await post({ ...words, ...at('/blue.jpg'), api_key })).status, 403);
  assert.equal((await post({ ...words, ...at('/blue.jpg'), lat: '41.9', long: '12.5', jurisdiction_id: '999999' })).status, 404);
  const busy = { ...form, ...at('/blue.jpg') };
  for (let i = 0; i < 31; i++) await post({ ...busy, description: `Buca numero ${i}` }, 'json', '10.3.3.1');
  assert.equal(asked.length, 30, 'as many as may be sent');
});

/** The addresses on this house of the photos that everybody sees. */
async function photosOf(created: string): Promise<string[]> {
  const [{ service_request_id: code }] = JSON.parse(created);
  const { body } = await json(`/requests/${code}.json?extensions=true`);
  const photos: { media_url: string }[] = body[0].extended_attributes?.photos ?? [];
  assert.equal(body[0].media_url, photos[0]?.media_url);
  return photos.map(({ media_url }) => new URL(media_url).pathname);
}
