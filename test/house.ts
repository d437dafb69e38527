/** A house for a test: `const house = await openHouse()` gives what `buildHouse` gives (ctx, perform, settle, server.app.inject, close),
 *  with its own database, on the engine that ARENGO_TEST_DATABASE names (a PostgreSQL server on which databases may be made) or else embedded.
 *  Worlds: 'territory' (default: Valdarena and nobody), 'demo' (the whole demo), 'empty'. Jobs and subscribers run only through `settle()`.
 *  `listen()` opens a port on 127.0.0.1 and gives its address; `enter(key)` gives the cookie of a demo person ('giulia-morabito'),
 *  `sessionOf(actor)` that of anybody; `person(name)` makes one who has proven an address, `report()` a thing to act on. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import pg from 'pg';
import pino, { type Logger } from 'pino';
import { buildHouse, type House } from '../src/app/build.ts';
import { seed } from '../src/app/seed.ts';
import { insertEntry } from '../src/commons/entries/store.ts';
import { findDemoPerson } from '../src/commons/people/seed.ts';
import { cookieName, expiryOf, hashOf } from '../src/commons/people/sessions.ts';
import { ensureProvenPerson } from '../src/commons/people/store.ts';
import { insertSession } from '../src/commons/people/store-sessions.ts';
import { importTerritory } from '../src/commons/territory/actions.ts';
import { territoryOf } from '../src/commons/territory/territory.ts';
import type { Actor, RoleHeld } from '../src/kernel/actor.ts';
import { readConfig } from '../src/kernel/config.ts';
import type { Verb } from '../src/kernel/verbs/verb.ts';

export type World = 'empty' | 'territory' | 'demo';

export interface TestHouse extends House {
  folder: string;
  listen(): Promise<string>;
  /** Closes it, and opens it again on what it kept. */
  restart(): Promise<TestHouse>;
  /** The cookie of a demo person who has signed in. */
  enter(key: string): Promise<string>;
  /** The cookie of somebody who has signed in. */
  sessionOf(actor: Actor): Promise<string>;
  get(url: string, cookie?: string): Answered;
  /** As a form of ours sends it. */
  post(url: string, payload?: Payload, cookie?: string): Answered;
  /** What the verb answers; a refusal is a fault of the test. */
  done<O>(verb: Verb<any, any, O>, input: Record<string, unknown>, actor?: Actor): Promise<O>;
  /** `code status` of the refusal, or all of the outcome where it was none. */
  refusal(verb: Verb<any, any, any>, input: Record<string, unknown>, actor?: Actor): Promise<string>;
  person(name: string, roles?: RoleHeld[]): Promise<TestPerson>;
  /** A report without the path of one: the thing that other rooms act on. In the first municipality, unless it is said. */
  report(more?: Partial<Parameters<typeof insertEntry>[1]>): Promise<{ id: string; code: string; title: string }>;
}

export type TestPerson = Actor & { person: string; email: string };
type Payload = Record<string, string | string[]>;
type Answered = Promise<LightMyRequestResponse>;

const root = fileURLToPath(new URL('..', import.meta.url));
export const testServer = process.env.ARENGO_TEST_DATABASE || null;
export const valdarena = readFileSync(`${root}src/app/geography/valdarena.geojson`, 'utf8');

export async function openHouse(
  options: { world?: World; now?: () => Date; env?: Record<string, string>; work?: boolean; log?: Logger } = {},
): Promise<TestHouse> {
  const world = options.world ?? 'territory';
  const folder = mkdtempSync(path.join(quickFolder(), 'arengo-test-'));
  const place = await copyOf(world, folder);
  const config = readConfig({ ARENGO_DATA: folder, ARENGO_DEMO: '1', ARENGO_LOG: 'silent', ...place.env, ...options.env });
  const open = async (): Promise<TestHouse> => {
    const house = await buildHouse(config, {
      what: 'server',
      work: options.work ?? false,
      now: options.now,
      log: options.log ?? pino({ level: 'silent' }),
    });
    return {
      ...house,
      folder,
      restart: async () => {
        await house.close();
        return open();
      },
      listen: async () => {
        await house.server.app.listen({ host: '127.0.0.1', port: 0 });
        const { port } = house.server.app.server.address() as { port: number };
        return `http://127.0.0.1:${port}`;
      },
      enter: (key) => enter(house, key),
      sessionOf: (actor) => openSession(house, actor.person!),
      get: (url, cookie) => house.server.app.inject({ url, headers: cookie ? { cookie } : {} }),
      post: (url, payload = {}, cookie) =>
        house.server.app.inject({
          method: 'POST',
          url,
          payload: new URLSearchParams(
            Object.entries(payload).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
          ).toString(),
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'sec-fetch-site': 'same-origin',
            ...(cookie ? { cookie } : {}),
          },
        }),
      done: async (verb, input, actor) => {
        const outcome = await house.perform(verb, input, actor);
        assert.ok('done' in outcome, `${verb.name}: ${JSON.stringify(outcome)}`);
        return outcome.done;
      },
      refusal: async (verb, input, actor) => {
        const outcome = await house.perform(verb, input, actor);
        return 'refused' in outcome ? `${outcome.refused.code} ${outcome.refused.status}` : JSON.stringify(outcome);
      },
      person: (name, roles = []) => makePerson(house, name, roles),
      report: (more = {}) => makeReport(house, more),
      close: async () => {
        await house.close();
        rmSync(folder, { recursive: true, force: true });
        await place.drop();
      },
    };
  };
  return open();
}

/** The cookie of a demo person who has signed in. */
export async function enter(house: House, key: string): Promise<string> {
  const person = await findDemoPerson(house.database.db, key);
  if (!person) throw new Error(`no demo person ${key}`);
  return openSession(house, person.id);
}

export async function openSession(house: House, person: string): Promise<string> {
  const ctx = house.ctx();
  const secret = ctx.secret(32);
  await insertSession(ctx.db, {
    id: hashOf(secret),
    person,
    now: ctx.now,
    expires: expiryOf(ctx.now, true),
    agent: 'test',
    second: true,
  });
  return `${house.config.production ? '__Host-' : ''}${cookieName}=${secret}`;
}

let people = 0;

/** Somebody whose address is proven; the same name is each time somebody else. */
async function makePerson(house: House, name: string, roles: RoleHeld[]): Promise<TestPerson> {
  const ctx = house.ctx();
  const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}.${people++}@example.org`;
  const { id } = await ensureProvenPerson(ctx.db, {
    id: ctx.id(),
    name,
    email,
    emailTyped: email,
    language: 'it',
    now: ctx.now,
  });
  for (const { role, place } of roles)
    await sql`insert into people.roles (id, person, role, place, since) values (${ctx.id()}, ${id}, ${role}, ${place}, ${ctx.now})`.execute(
      ctx.db,
    );
  return { kind: 'person', person: id, name, email, assurance: 'email', roles, organisations: [] };
}

async function makeReport(
  house: House,
  more: Partial<Parameters<typeof insertEntry>[1]>,
): Promise<{ id: string; code: string; title: string }> {
  const ctx = house.ctx();
  const entry = {
    id: ctx.id(),
    kind: 'report',
    prefix: 'SEG',
    place: territoryOf(ctx).municipalities[0]!.id,
    author: null,
    title: 'Una cosa qualunque',
    visibility: 'public' as const,
    state: 'sent',
    assurance: 'email' as const,
    now: ctx.now,
    ...more,
  };
  const { code } = await insertEntry(ctx.db, entry);
  if (entry.kind === 'report')
    await sql`insert into reports.reports (id, key, description, receipt, channel) values (${entry.id}, ${entry.id}, '', ${Buffer.from(entry.id)}, 'web')`.execute(
      ctx.db,
    );
  return { id: entry.id, code, title: entry.title };
}

/** In memory where the machine has the room: a copy of a world is seventy megabytes in fifteen hundred files. */
export function quickFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 4e9 ? memory : tmpdir();
}

/** Where a fresh copy of a world stands: a folder, or a database of its own. The world itself is made once and kept until the code that makes it changes. */
export async function copyOf(world: World, folder: string): Promise<{ env: Record<string, string>; drop(): Promise<void> }> {
  if (testServer) {
    const template = await ensureTemplate(world);
    copyFiles(dataOf(template), folder);
    const name = `arengo_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
    await onServer(`create database ${name} template ${template}`);
    return {
      env: { DATABASE_URL: urlOf(name) },
      drop: async () => void (await onServer(`drop database if exists ${name} with (force)`)),
    };
  }
  const kept = await ensureFolder(world);
  cpSync(path.join(kept, 'database'), path.join(folder, 'database'), { recursive: true });
  copyFiles(kept, folder);
  return { env: {}, drop: async () => {} };
}

/** The pictures of the world. */
function copyFiles(from: string, to: string): void {
  if (existsSync(path.join(from, 'files'))) cpSync(path.join(from, 'files'), path.join(to, 'files'), { recursive: true });
}

/** Where the files of a template database stand. */
function dataOf(template: string): string {
  return path.join(root, 'build', 'worlds', `${template}.data`);
}

async function ensureFolder(world: World): Promise<string> {
  const kept = path.join(root, 'build', 'worlds', `${world}-${fingerprint()}`);
  if (existsSync(kept)) return kept;
  return once(
    `${kept}.making`,
    () => existsSync(kept),
    async () => {
      const making = `${kept}.${process.pid}`;
      await make(world, { ARENGO_DATA: making });
      renameSync(making, kept);
    },
  ).then(() => kept);
}

async function ensureTemplate(world: World): Promise<string> {
  const name = `arengo_world_${world}_${fingerprint()}`;
  const there = async () => (await onServer(`select 1 from pg_database where datname = '${name}'`)) > 0;
  if (await there()) return name;
  await once(path.join(root, 'build', 'worlds', `${name}.making`), there, async () => {
    const making = `${name}_${process.pid}`;
    await onServer(`create database ${making}`);
    await make(world, { ARENGO_DATA: dataOf(name), DATABASE_URL: urlOf(making) });
    await onServer(`alter database ${making} rename to ${name}`);
  });
  return name;
}

/** Makes a world in an empty store. */
export async function make(world: World, env: Record<string, string>): Promise<void> {
  const house = await buildHouse(readConfig({ ARENGO_LOG: 'silent', ...env }), { what: 'command', work: false });
  try {
    if (world === 'territory') {
      const outcome = await house.perform(importTerritory, {
        metropolis: 'Città metropolitana di Valdarena',
        file: valdarena,
        demo: true,
      });
      if (!('done' in outcome)) throw new Error(JSON.stringify(outcome));
    }
    if (world === 'demo') await seed(house, 'demo', () => {});
  } finally {
    await house.close();
  }
}

/** One process makes it, the others wait. */
async function once(lock: string, ready: () => boolean | Promise<boolean>, run: () => Promise<void>): Promise<void> {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (await ready()) return;
      if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 240_000) rmSync(lock, { recursive: true, force: true });
      await new Promise((done) => setTimeout(done, 300));
    }
  }
  try {
    if (!(await ready())) await run();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Of everything that makes a world: migrations, seeds, geography, and the day (a year of reports ends today); and of this folder, where its
 *  pictures stand. */
function fingerprint(): string {
  const hash = createHash('sha256').update(root).update(new Date().toISOString().slice(0, 10));
  for (const file of readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).sort()) {
    if (
      /\.sql$|seed|demo-people|geography.*\.geojson$|actions\.ts$|report\.ts$|category\.ts$/.test(file) &&
      !/\.test(ing)?\./.test(file)
    )
      hash.update(file).update(readFileSync(`${root}src/${file}`));
  }
  return hash.digest('hex').slice(0, 12);
}

function urlOf(database: string): string {
  const url = new URL(testServer!);
  url.pathname = `/${database}`;
  return url.toString();
}

async function onServer(statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: testServer! });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
