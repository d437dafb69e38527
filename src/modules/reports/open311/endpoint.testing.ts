/** Our endpoint of Open311 on the demo world, with the key of an app: what its tests share. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { openHouse } from '../../../../test/house.ts';
import { createKey } from '../../../commons/people/actions.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';

export const base = '/open311/v2';

export async function openEndpoint(env: Record<string, string> = {}) {
  const house = await openHouse({ world: 'demo', env });
  const { bySlug, municipalities, metropolis } = territoryOf(house.ctx());
  const arenaria = bySlug.get('arenaria')!;
  /** Inside the municipality whose ISTAT code is `istat`. */
  const inside = { lat: String(arenaria.outline!.lat), long: String(arenaria.outline!.lon) };
  const istat = arenaria.istat!;
  const elsewhere = municipalities.find((place) => place.id !== arenaria.id)!.istat!;
  const { key } = await house.done(createKey, { name: 'App', place: metropolis!.id, verbs: ['reports.send'] });
  const json = async (path: string) => {
    const answer = await house.get(`${base}${path}`);
    return { status: answer.statusCode, body: answer.json(), type: answer.headers['content-type'] };
  };
  let sources = 0;
  /** Each from another place, unless it is said. */
  const post = async (form: Record<string, string>, format = 'json', from = `10.3.0.${sources++ % 250}`) => {
    const answer = await house.server.app.inject({
      method: 'POST',
      url: `${base}/requests.${format}`,
      payload: new URLSearchParams(form).toString(),
      remoteAddress: from,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    });
    return { status: answer.statusCode, text: answer.body, type: answer.headers['content-type'] };
  };
  /** The same with files, as browsers send it: the name of a field may stand there several times. */
  const postFiles = async (
    form: Record<string, string>,
    files: [field: string, name: string, bytes: Buffer][],
    from = `10.3.1.${sources++ % 250}`,
  ) => {
    const parts = new FormData();
    for (const [name, value] of Object.entries(form)) parts.append(name, value);
    for (const [field, name, bytes] of files) parts.append(field, new Blob([new Uint8Array(bytes)]), name);
    const packed = new Response(parts);
    const answer = await house.server.app.inject({
      method: 'POST',
      url: `${base}/requests.json`,
      payload: Buffer.from(await packed.arrayBuffer()),
      remoteAddress: from,
      headers: { 'content-type': packed.headers.get('content-type')! },
    });
    return { status: answer.statusCode, text: answer.body };
  };
  const count = async () => Number((await house.database.pool.query('select count(*) as n from reports.reports')).rows[0].n);
  return { house, inside, istat, elsewhere, key, json, post, postFiles, count };
}

/** What a schema finds wrong in a value. */
export const said = (schema: TSchema, value: unknown) =>
  [...Compile(schema).Errors(value)].map((error) => `${error.instancePath} ${error.message}`);
