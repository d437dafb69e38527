import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import sharp from 'sharp';
import { openBrowser } from '../../../test/browser.ts';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { anonymous } from '../../kernel/actor.ts';
import { all } from '../../kernel/database/store.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { destroy, redact } from './actions.ts';
import { attach } from './attachments.ts';
import { readRegion } from './redaction.ts';
import { attachmentsOf } from './store.ts';

let house: TestHouse;
let a: Place;
let b: Place;
let officer: TestPerson;
let moderator: TestPerson;
let officerOfB: TestPerson;
const side = { width: 600, height: 400 };

before(async () => {
  house = await openHouse();
  [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a.id, whole: false }]);
  moderator = await house.person('Paola Incisetti', [{ role: 'moderator', place: a.id, whole: false }]);
  officerOfB = await house.person('Ada Melis', [{ role: 'officer', place: b.id, whole: false }]);
});
after(() => house.close());

test('what is covered carries no detail, and the rest is as it was', async () => {
  const { entry, photo } = await withPhoto(1);
  const was = await pixels(photo.file);
  const done = await house.done(redact, input(entry, photo, ['25,25,50,50']), officer);
  const [now] = await attachmentsOf(house.ctx().db, entry.id);
  assert.equal(now!.id, done.id);
  assert.deepEqual([now!.width, now!.height, now!.alt], [side.width, side.height, 'Una strada']);
  const is = await pixels(now!.file);
  const inside = { left: 150, top: 100, width: 300, height: 200 };
  assert.ok(detail(was, inside) > 40, `there was detail: ${detail(was, inside)}`);
  assert.ok(detail(is, inside) < 3, `none is left: ${detail(is, inside)}`);
  // Sixteen pixels from the edge on: the coding of pictures works in blocks.
  for (const outside of [
    { left: 0, top: 0, width: 600, height: 84 },
    { left: 0, top: 316, width: 600, height: 84 },
    { left: 0, top: 84, width: 134, height: 232 },
    { left: 466, top: 84, width: 134, height: 232 },
  ])
    assert.ok(difference(was, is, outside) < 12, `the rest is the same: ${difference(was, is, outside)}`);
  assert.ok(difference(was, is, inside) > 30);
});

test('two pictures that differ only in what is covered are the same afterwards, wherever their means are', async () => {
  // Noise against its mirror: every mean is alike, every pixel another.
  const one = await covered(await noise(3));
  const two = await covered(
    await sharp(await noise(3))
      .flip()
      .flop()
      .png()
      .toBuffer(),
  );
  const whole = { left: 0, top: 0, ...side };
  assert.ok(difference(one, two, whole) < 6, String(difference(one, two, whole)));
});

test('the old address is gone, its small picture too, also where a visitor’s page was stored; the file is destroyed', async () => {
  const { entry, photo } = await withPhoto(5);
  const address = `/allegati/${photo.id}`;
  for (const url of [address, `${address}?piccola`]) assert.equal((await house.get(url)).statusCode, 200);
  assert.match((await house.get(`/segnalazioni/${entry.code}`)).body, new RegExp(photo.id));
  const { id } = await house.done(redact, input(entry, photo), officer);
  for (const url of [address, `${address}?piccola`]) assert.equal((await house.get(url)).statusCode, 404, url);
  const page = (await house.get(`/segnalazioni/${entry.code}`)).body;
  assert.ok(page.includes(id) && !page.includes(photo.id));
  assert.ok(existsSync(pathOf(photo.file)), 'until the job runs');
  await house.settle();
  assert.ok(!existsSync(pathOf(photo.file)) && !existsSync(pathOf(photo.file, '.small')), 'the picture as it was is nowhere');
  for (const url of [`/allegati/${id}`, `/allegati/${id}?piccola`]) assert.equal((await house.get(url)).statusCode, 200);
  const acts = await all(
    house.ctx().db,
    sql<{ public: unknown }>`select public from kernel.acts where entry = ${entry.id} and verb = 'attachments.redact'`,
  );
  assert.deepEqual(acts, [{ public: { reason: 'face', parts: 1 } }]);
});

test('killed between the file and the commit, the old picture is there whole; the same photo of another thing stays', async () => {
  const { entry, photo } = await withPhoto(6);
  const other = await withPhoto(6);
  assert.equal(other.photo.file, photo.file, 'the same content');
  // The last statement of the transaction never comes through.
  await sql`create function attachments.die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`.execute(
    house.ctx().db,
  );
  await sql`create trigger die after update on attachments.attachments for each row execute function attachments.die()`.execute(
    house.ctx().db,
  );
  await assert.rejects(house.perform(redact, input(entry, photo), officer), /killed/);
  await sql`drop trigger die on attachments.attachments`.execute(house.ctx().db);
  await house.settle();
  for (const url of [`/allegati/${photo.id}`, `/allegati/${photo.id}?piccola`])
    assert.equal((await house.get(url)).statusCode, 200, url);
  await house.done(redact, input(entry, photo), officer);
  await house.settle();
  assert.equal((await house.get(`/allegati/${other.photo.id}`)).statusCode, 200, 'what another thing holds is not destroyed');
  await destroy(house.ctx(), { file: photo.file });
  assert.equal((await house.get(`/allegati/${other.photo.id}`)).statusCode, 200);
});

test('of two who cover the same photo at once one does, and the other is told', async () => {
  const { entry, photo } = await withPhoto(7);
  const outcomes = await Promise.all([
    house.perform(redact, input(entry, photo, ['0,0,20,20']), officer),
    house.perform(redact, input(entry, photo, ['50,50,20,20']), moderator),
  ]);
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  const lost = outcomes.find((outcome) => 'refused' in outcome);
  assert.equal(lost && 'refused' in lost && lost.refused.code, 'attachments.changed');
  await house.settle();
  const [now] = await attachmentsOf(house.ctx().db, entry.id);
  assert.equal((await house.get(`/allegati/${now!.id}`)).statusCode, 200);
});

test('only the offices and moderators of the place; parts outside the picture are refused', async () => {
  const { entry, photo } = await withPhoto(8);
  assert.equal(await house.refusal(redact, input(entry, photo), officerOfB), 'attachments.not-your-place 403');
  assert.equal(await house.refusal(redact, input(entry, photo), await house.person('Marta')), 'attachments.not-your-place 403');
  assert.equal(await house.refusal(redact, input(entry, photo), anonymous), 'kernel.sign-in 401');
  assert.equal((await house.get(`/banco/${entry.code}/foto/${photo.id}`, await house.sessionOf(officerOfB))).statusCode, 403);
  assert.equal(
    (await house.get(`/banco/${entry.code}/foto/${photo.id}/anteprima?r=0,0,9,9`, await house.sessionOf(officerOfB))).statusCode,
    403,
  );
  for (const wrong of ['100,0,10,10', '0,0,0,10', '1,2,3', 'a,b,c,d', '-1,0,5,5'])
    assert.ok('invalid' in (await house.perform(redact, input(entry, photo, [wrong]), officer)), wrong);
  assert.deepEqual(readRegion('90,90,50,50'), { left: 90, top: 90, width: 10, height: 10 });
  const secret = await withPhoto(9, 'private');
  assert.equal(await house.refusal(redact, input(secret.entry, secret.photo), officerOfB), 'kernel.absent 404');
  assert.equal((await attachmentsOf(house.ctx().db, entry.id))[0]!.id, photo.id, 'nothing has changed');
});

test('without script: four numbers, a preview, a reason; what is missing is said and the parts are kept', async () => {
  const { entry, photo } = await withPhoto(10);
  const cookie = await house.sessionOf(moderator);
  const path = `/banco/${entry.code}/foto/${photo.id}`;
  const wrong = await house.get(`${path}?left=10&top=120&width=10&height=10`, cookie);
  assert.equal(wrong.statusCode, 422);
  const one = await house.get(`${path}?left=10&top=20&width=30&height=40`, cookie);
  assert.match(one.body, /anteprima\?r=10%2C20%2C30%2C40/);
  const preview = await house.get(`${path}/anteprima?r=10,20,30,40`, cookie);
  assert.equal(preview.headers['content-type'], 'image/png');
  assert.equal(preview.headers['cache-control'], 'private, no-store');
  const two = await house.get(`${path}?r=10,20,30,40&left=60&top=60&width=10&height=10`, cookie);
  assert.equal(two.body.match(/name="regions"/g)!.length, 2);
  const without = await house.post(path, { regions: ['10,20,30,40', '60,60,10,10'] }, cookie);
  assert.equal(without.statusCode, 422);
  assert.match(without.body, /Di’ che cosa copri/);
  assert.equal(without.body.match(/name="regions"/g)!.length, 2);
  const done = await house.post(path, { regions: ['10,20,30,40', '60,60,10,10'], reason: 'plate' }, cookie);
  assert.equal(done.statusCode, 303);
  assert.match((await house.get(String(done.headers.location), cookie)).body, /La foto di prima non c’è più/);
});

test('with script: a part is drawn on the picture, or moved by keys alone', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  const { entry, photo } = await withPhoto(11);
  const base = await house.listen();
  try {
    const context = await browser.newContext({ viewport: { width: 900, height: 900 } });
    const [name, value] = (await house.sessionOf(officer)).split('=') as [string, string];
    await context.addCookies([{ name, value, url: base }]);
    const page = await context.newPage();
    await page.goto(`${base}/banco/${entry.code}/foto/${photo.id}`);
    const frame = (await page.locator('.ar-cover-frame').boundingBox())!;
    await page.mouse.move(frame.x + frame.width * 0.1, frame.y + frame.height * 0.2);
    await page.mouse.down();
    await page.mouse.move(frame.x + frame.width * 0.5, frame.y + frame.height * 0.6, { steps: 4 });
    await page.mouse.up();
    const numbers = async () =>
      Promise.all(
        ['left', 'top', 'width', 'height'].map(async (one) => Number(await page.locator(`input[name="${one}"]`).inputValue())),
      );
    for (const [i, wanted] of [10, 20, 40, 40].entries())
      assert.ok(Math.abs((await numbers())[i]! - wanted) < 1, String(await numbers()));
    await page.locator('.ar-cover-box').focus();
    const before = await numbers();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    assert.deepEqual(
      (await numbers()).map((n, i) => Math.round(n - before[i]!)),
      [1, 0, 0, 1],
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(/left=/);
    await page.locator('select[name="reason"]').selectOption('face');
    await page.getByRole('button', { name: 'Copri parti della foto' }).click();
    await page.getByText('La foto di prima non c’è più').waitFor();
  } finally {
    await browser.close();
  }
});

function input(entry: { code: string }, photo: { id: string }, regions = ['10,10,20,20']) {
  return { code: entry.code, id: photo.id, regions, reason: 'face' };
}

async function withPhoto(seed: number, visibility: 'public' | 'private' = 'public') {
  const entry = await house.report({ place: a.id, visibility });
  const stored = await house.ctx().files.take(await noise(seed), 'foto.png', 'image');
  if (isRefusal(stored)) throw new Error(stored.code);
  await attach(house.ctx(), entry.id, [{ ...stored, alt: 'Una strada' }]);
  const [photo] = await attachmentsOf(house.ctx().db, entry.id);
  return { entry, photo: photo! };
}

/** Squares of eight pixels, black or white by a small generator: detail everywhere, and the same for the same seed. */
async function noise(seed: number): Promise<Buffer> {
  const cells = Buffer.alloc((side.width / 8) * (side.height / 8));
  let state = seed * 2_654_435_761;
  for (let i = 0; i < cells.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    cells[i] = state > 2 ** 31 ? 255 : 0;
  }
  return sharp(cells, { raw: { width: side.width / 8, height: side.height / 8, channels: 1 } })
    .resize(side.width, side.height, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

async function covered(png: Buffer): Promise<Buffer> {
  const stored = await house.ctx().files.take(png, 'foto.png', 'image');
  if (isRefusal(stored)) throw new Error(stored.code);
  const bytes = await house.ctx().files.covered(stored.id, [{ left: 0, top: 0, width: 100, height: 100 }]);
  return sharp(bytes).greyscale().raw().toBuffer();
}

async function pixels(file: string): Promise<Buffer> {
  const found = await house.ctx().files.read(file);
  return sharp(found!.bytes).greyscale().raw().toBuffer();
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How much neighbours differ: what the eye reads as detail. */
function detail(grey: Buffer, box: Box): number {
  let sum = 0;
  let n = 0;
  for (let y = box.top + 2; y < box.top + box.height - 10; y += 3)
    for (let x = box.left + 2; x < box.left + box.width - 10; x += 3) {
      sum += Math.abs(grey[y * side.width + x]! - grey[y * side.width + x + 8]!);
      n++;
    }
  return sum / n;
}

function difference(one: Buffer, two: Buffer, box: Box): number {
  let sum = 0;
  let n = 0;
  for (let y = box.top; y < box.top + box.height; y++)
    for (let x = box.left; x < box.left + box.width; x++) {
      sum += Math.abs(one[y * side.width + x]! - two[y * side.width + x]!);
      n++;
    }
  return sum / n;
}

function pathOf(file: string, variant = ''): string {
  const [hash, ending] = file.split('.');
  const name = `${hash}${variant}.${ending}`;
  return path.join(house.folder, 'files', file.slice(0, 2), file.slice(2, 4), name);
}
