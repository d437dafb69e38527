/** What may not be seen is like what is not there (OWASP ASVS 5.0, 8.2.2; the verbs are asked in matrix.test.ts): status, bytes and headers of
 *  the answer, and how much work it was, for every address that names a thing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rooms } from '../../src/app/modules.ts';
import { sendReport } from '../../src/modules/reports/intake/actions.ts';
import { countStatements } from '../statements.ts';
import * as things from './things.ts';
import { type MatrixActor, openWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.house.close());

interface Pair {
  hidden: string;
  absent: string;
  /** Who may not know of it. */
  from: string[];
}

const outsiders = ['anonymous', 'citizen', 'officer-b', 'auditor'];

/** Every GET route that names a thing, with the address of one that is hidden and of one that is not there. */
async function pairs(): Promise<Map<string, Pair>> {
  const { stranger } = world;
  const owner: MatrixActor = { kind: 'citizen', person: stranger, headers: {} };
  const report = await sent('private');
  const hidden = await sent('hidden');
  const draft = await world.house.report({ place: world.a.id, visibility: 'draft', kind: 'news', prefix: 'NOT', state: 'draft' });
  await world.sql(`insert into board.news (id, body) values ($1, 'Non ancora.')`, draft.id);
  const comment = await things.comment(world, owner, 'private');
  const picture = await things.picture(world, owner, 'private');
  const file = await things.caseFile(world, owner, 'a');
  await world.sql(`update entries.entries set visibility = 'hidden' where id = $1`, file.id);
  const nowhere = (code: string) => code.replace(/\d{6}$/, '999999');
  const id = '0198c5a0-0000-7000-8000-00000000dead';
  const of = (path: string, code: string): Pair => ({
    hidden: path.replace(/:code|:id(?=\.)/, code),
    absent: path.replace(/:code|:id(?=\.)/, nowhere(code)),
    from: outsiders,
  });
  const found = new Map<string, Pair>();
  for (const { method, path } of rooms.flatMap((room) => room.routes ?? [])) {
    if (method !== 'GET') continue;
    if (path === '/notizie/:code') found.set(path, of(path, draft.code));
    else if (path === '/fascicoli/:code') found.set(path, of(path, file.code));
    else if (path.includes(':code') && path.includes(':id')) {
      const there = path.replace(':code', picture.code).replace(':id', picture.id);
      found.set(path, {
        hidden: there,
        absent: path.replace(':code', nowhere(picture.code)).replace(':id', id),
        from: outsiders,
      });
    } else if (path.includes(':code') || path.startsWith('/open311/v2/requests/:id')) {
      found.set(path, of(path, report.code));
      found.set(`${path} hidden`, of(path, hidden.code));
    } else if (path === '/commenti/:id')
      found.set(path, { hidden: `/commenti/${comment.id}`, absent: `/commenti/${id}`, from: outsiders });
    else if (path === '/allegati/:id')
      found.set(path, { hidden: `/allegati/${picture.id}`, absent: `/allegati/${id}`, from: outsiders });
  }
  return found;
}

/** Told as reports are, with its act in the sealed register, and then not for everybody. */
async function sent(visibility: string): Promise<{ code: string }> {
  const { lat, lon } = world.a.outline!;
  const { stranger } = world;
  const { code } = await world.house.done(sendReport, { category: 'roads', title: `Cosa ${visibility}`, lat, lon }, stranger);
  await world.sql('update entries.entries set visibility = $2 where code = $1', code, visibility);
  await world.house.settle();
  await world.house.sealer.seal();
  return { code };
}

test('no address tells what is hidden from what is absent, in no byte and no header, nor by more work', async () => {
  const statements = countStatements(world.house.database.pool);
  const wrong: string[] = [];
  const found = await pairs();
  assert.ok(found.size >= 14, [...found.keys()].join());
  for (const [path, { hidden, absent, from }] of found) {
    for (const kind of from) {
      const { headers } = world.actors.get(kind as 'anonymous')!;
      const see = async (url: string) => {
        world.house.server.cache.forget();
        statements.take();
        const answer = await world.house.server.app.inject({ url, headers });
        const { date: _, ...told } = answer.headers;
        // The address itself is echoed, where it is.
        const named = url.match(/[A-Z]{3}-\d{4}-\d{6}|[0-9a-f-]{36}/g) ?? [];
        const plain = (text: string) =>
          named
            .reduce((all, part) => all.replaceAll(part, '?'.repeat(part.length)), text)
            .replaceAll(encodeURIComponent(url), '?');
        return {
          status: answer.statusCode,
          body: plain(answer.body),
          headers: plain(JSON.stringify(told)),
          length: answer.rawPayload.length,
          asked: statements.take().length,
        };
      };
      const [one, other] = [await see(hidden), await see(absent)];
      if (JSON.stringify(one) !== JSON.stringify(other)) wrong.push(`${path} as ${kind}: ${differences(one, other)}`);
    }
  }
  assert.deepEqual(wrong, []);
});

function differences(one: Record<string, unknown>, other: Record<string, unknown>): string {
  return Object.keys(one)
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name} ${String(one[name]).slice(0, 80)} / ${String(other[name]).slice(0, 80)}`)
    .join('; ');
}

test('the owner and the office do see it: the addresses above are right', async () => {
  const found = await pairs();
  const officer = world.actors.get('officer-a')!;
  for (const path of ['/segnalazioni/:code', '/commenti/:id', '/allegati/:id', '/api/v1/reports/:code', '/api/v1/entries/:code'])
    assert.equal((await world.house.get(found.get(path)!.hidden, officer.headers['cookie'])).statusCode, 200, path);
});
