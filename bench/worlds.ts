/** Worlds of the bench: 10,000, 100,000 or a million reports, made once and kept until what makes them changes. Each run works on a copy,
 *  so that what it writes is gone with it. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { buildHouse, type House } from '../src/app/build.ts';
import { seed } from '../src/app/seed.ts';
import { insertComments } from '../src/commons/discussion/store.ts';
import { setCounter } from '../src/commons/entries/store.ts';
import { readConfig } from '../src/kernel/config.ts';

export const sizes = { '10k': 'town', '100k': 'city', '1M': 'load' } as const;
export type Size = keyof typeof sizes;

export interface World {
  /** Settings of the environment that lead to it. */
  env: { ARENGO_DATA: string; DATABASE_URL: string };
  drop(): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is put into a world besides its reports, and kept with it under this name. */
export interface Addition {
  name: string;
  add(house: House): Promise<void>;
}

/** A copy of a world on the PostgreSQL server of this address. */
export async function worldOnPostgres(server: string, size: Size, more?: Addition): Promise<World> {
  const kept = await keptOnPostgres(server, size, more);
  const copy = `arengo_bench_run_${process.pid}_${size.toLowerCase()}${more ? `_${more.name}` : ''}`;
  await on(server, `create database ${copy} template ${kept}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-bench-'));
  return {
    env: { ARENGO_DATA: folder, DATABASE_URL: urlOf(server, copy) },
    drop: async () => {
      await on(server, `drop database if exists ${copy} with (force)`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes it, unless it is there. */
async function keptOnPostgres(server: string, size: Size, more?: Addition): Promise<string> {
  const name = `arengo_bench_${size.toLowerCase()}_${fingerprint()}`;
  const kept = more ? `${name}_${more.name}` : name;
  if (await on(server, `select 1 from pg_database where datname = '${kept}'`)) return kept;
  const making = `${kept}_${process.pid}`;
  await on(server, `create database ${making}${more ? ` template ${await keptOnPostgres(server, size)}` : ''}`);
  const env = { ARENGO_DATA: mkdtempSync(path.join(tmpdir(), 'arengo-bench-')), DATABASE_URL: urlOf(server, making) };
  if (more) await addTo(env, more);
  else await make(size, env);
  await on(server, `alter database ${making} rename to ${kept}`);
  return kept;
}

/** A copy of a world in a folder of its own. */
export async function worldInFolder(size: Size): Promise<World> {
  const kept = path.join(root, 'build', 'worlds', `bench-${size}-${fingerprint()}`);
  if (!existsSync(kept)) {
    const making = `${kept}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    await make(size, { ARENGO_DATA: making, DATABASE_URL: '' });
    renameSync(making, kept);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-bench-'));
  cpSync(kept, folder, { recursive: true });
  return { env: { ARENGO_DATA: folder, DATABASE_URL: '' }, drop: async () => rmSync(folder, { recursive: true, force: true }) };
}

/** The house of a world, inside this process, for preparing it and for counting statements. */
export function houseOf(env: Record<string, string>): Promise<House> {
  return buildHouse(readConfig({ ARENGO_LOG: 'silent', ...env }), { what: 'command', work: false });
}

async function make(size: Size, env: Record<string, string>): Promise<void> {
  const begun = performance.now();
  const house = await houseOf(env);
  try {
    await seed(house, sizes[size], (line) => console.log(`  ${line}`));
    await discuss(house);
    // A server would begin with years of acts.
    await house.sealer.seal();
    await house.database.pool.query('vacuum analyze');
  } finally {
    await house.close();
  }
  console.log(`  world of ${size} made in ${Math.round((performance.now() - begun) / 1000)} s`);
}

async function addTo(env: Record<string, string>, more: Addition): Promise<void> {
  const house = await houseOf(env);
  try {
    await more.add(house);
    await house.database.pool.query('vacuum analyze');
  } finally {
    await house.close();
  }
}

/** Comments: 1,000 on one report, 150 on the next, three on each of the next five thousand. */
async function discuss(house: House): Promise<void> {
  const { pool, db } = house.database;
  const { rows: entries } = await pool.query(
    "select id, published from entries.entries where kind = 'report' and visibility = 'public' and closed is null and geometry is not null order by published desc limit 5002",
  );
  const { rows: people } = await pool.query('select id from people.people where erased is null order by id limit 400');
  const numbers = [1000, 150, ...entries.slice(2).map(() => 3)];
  let n = 0;
  const comments = entries.flatMap((entry, i) =>
    Array.from({ length: numbers[i]! }, (_, k) => ({
      id: house.ctx().id(),
      entry: entry.id as string,
      parent: null,
      author: people[n++ % people.length].id as string,
      onBehalf: null,
      office: null,
      text: `${sentences[n % sentences.length]} ${sentences[(n * 7) % sentences.length]}`,
      stance: null,
      assurance: 'email',
      key: null,
      at: new Date(entry.published.getTime() + k * 60_000),
    })),
  );
  for (let from = 0; from < comments.length; from += 2_000) await insertComments(db, comments.slice(from, from + 2_000));
  await setCounter(
    db,
    'comments',
    entries.map((entry, i) => ({ entry: entry.id, n: numbers[i]! })),
  );
}

const sentences = [
  'Passo di qui ogni mattina con i bambini e la buca si allarga.',
  'Confermo, ieri sera al buio non si vedeva nulla.',
  'Anche davanti alla scuola è così da mesi.',
  'Grazie a chi è venuto a vedere: ora almeno c’è un cartello.',
  'Si può sapere quando cominciano i lavori?',
  'Nel frattempo conviene passare dalla strada accanto.',
  'Ho chiamato anch’io il numero verde, mi hanno detto la stessa cosa.',
];

/** Of everything that makes a world; the month too, for a year of reports ends with the day on which it is made. */
function fingerprint(): string {
  const hash = createHash('sha256')
    .update(new Date().toISOString().slice(0, 7))
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.sql$|seed|demo-people|geography.*\.geojson$/.test(file) && !file.includes('.test.'))
      hash.update(file).update(readFileSync(`${root}src/${file}`));
  }
  return hash.digest('hex').slice(0, 10);
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

async function on(server: string, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
