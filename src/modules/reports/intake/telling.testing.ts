/** A house in which a problem is told through the flow, in its first municipality: what the tests of the telling share. */
import assert from 'node:assert/strict';
import sharp from 'sharp';
import { openHouse } from '../../../../test/house.ts';
import { changeSetting } from '../../../commons/settings/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import { isRefusal } from '../../../kernel/refusal.ts';

const flow = '/segnalazioni/nuova';
const data = { municipality: '', placeLabel: 'Via Lunga 4', description: '' };

export async function openTelling() {
  const house = await openHouse();
  const [place] = territoryOf(house.ctx()).municipalities;
  const { id, slug } = place!;
  const { lat, lon } = place!.outline!;

  async function begin(): Promise<string> {
    const answer = await house.post(flow, { who: 'anonymous' });
    return String(answer.headers['set-cookie']).split(';')[0]!;
  }

  /** Where the flow goes on from step two. */
  async function next(cookie: string, told: Record<string, string>): Promise<unknown> {
    const here = { lat: String(lat), lon: String(lon) };
    const kept = Object.keys(told).length > 0 ? { ...data, ...here, ...told } : {};
    const answer = await house.post(`${flow}/dati`, { ...kept, act: 'next' }, cookie);
    return answer.headers.location;
  }

  async function decide(name: string, value: unknown, place = territoryOf(house.ctx()).metropolis!.slug): Promise<void> {
    await house.done(changeSetting, { place, name, value });
    await house.reload();
  }

  async function count(): Promise<number> {
    return Number((await house.database.pool.query('select count(*) as n from reports.reports')).rows[0].n);
  }

  async function lastReport(): Promise<{ code: string; visibility: string; due: Date }> {
    return (await house.database.pool.query(`select code, visibility, due from entries.entries order by id desc limit 1`))
      .rows[0];
  }

  /** Blocks of grey that differ by their number: one scene, lighter or darker. */
  async function picture(number: number, light = 1): Promise<{ id: string; bytes: Buffer }> {
    const blocks = Array.from({ length: 48 }, (_, i) => {
      const grey = Math.round((((i + 1) * number * 7919) % 200) * light) + 20;
      return {
        input: { create: { width: 50, height: 50, channels: 3 as const, background: { r: grey, g: grey, b: grey } } },
        left: (i % 8) * 50,
        top: Math.floor(i / 8) * 50,
      };
    });
    const bytes = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#000' } })
      .composite(blocks)
      .jpeg()
      .toBuffer();
    const taken = await house.ctx().files.take(bytes, 'foto.jpg', 'image');
    assert.ok(!isRefusal(taken));
    return { id: taken.id, bytes };
  }

  async function putPhoto(cookie: string, bytes: Buffer): Promise<void> {
    const mark = 'x'.repeat(20);
    const head = `--${mark}\r\ncontent-disposition: form-data; name="photos"; filename="foto.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
    const answer = await house.server.app.inject({
      method: 'POST',
      url: `${flow}/dati`,
      headers: { cookie, 'content-type': `multipart/form-data; boundary=${mark}`, 'sec-fetch-site': 'same-origin' },
      payload: Buffer.concat([
        Buffer.from(head),
        bytes,
        Buffer.from(`\r\n--${mark}\r\ncontent-disposition: form-data; name="act"\r\n\r\nphotos\r\n--${mark}--\r\n`),
      ]),
    });
    assert.equal(answer.statusCode, 303);
  }

  return { house, id, slug, lat, lon, flow, data, begin, next, decide, count, lastReport, picture, putPhoto };
}
