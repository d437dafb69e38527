// not committed: a small house of three rooms until the test house stands
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { type Actor, system } from '../../kernel/actor.ts';
import { readConfig } from '../../kernel/config.ts';
import type { Ctx, Db } from '../../kernel/context.ts';
import { openDatabase } from '../../kernel/database/database.ts';
import { migrate } from '../../kernel/database/migrate.ts';
import { command, performVerb, performWith } from '../../kernel/http/routes.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { secret, uuid7 } from '../../kernel/ids.ts';
import { buildAssets } from '../../kernel/pages/assets.ts';
import { loadPseudonymKey } from '../../kernel/register/register.ts';
import { declareTexts, type Lang, wordsFor } from '../../kernel/text/text.ts';
import type { Verb } from '../../kernel/verbs/verb.ts';
import { loadSettings, declareSettings } from '../settings/settings.ts';
import { settings } from '../settings/module.ts';
import { declareAssets } from '../site/page.tsx';
import { declareMenu } from '../site/site.tsx';
import { loadTerritory } from '../territory/territory.ts';
import { importTerritory } from '../territory/actions.ts';
import { territory } from '../territory/module.ts';
import { organisations } from '../organisations/module.ts';
import { site } from '../site/module.ts';
import { people } from './module.ts';
import { actorOf } from './people.ts';

export async function openHouse(options: { env?: Record<string, string>; now?: () => Date } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'people-'));
  const config = readConfig({ ARENGO_DATA: folder, ARENGO_LOG: 'warn', ...options.env });
  const rooms = [territory, people, organisations, settings, site];
  const kernelHome = new URL('../../kernel/room.ts', import.meta.url).href;
  const all = [{ name: 'kernel', home: kernelHome }, ...rooms];
  for (const room of all) declareTexts(room.name, texts(room.home, 'it'), texts(room.home, 'en'));
  const stub = Object.fromEntries(['status.401','status.403','status.404','status.409','status.410','status.422','status.429','status.500','fault.500','refusal.too-often','refusal.absent','refusal.key-scope','refusal.sign-in','form-wrong'].map((k) => [`kernel.${k}`, k]));
  try { declareTexts('kernel', stub, stub); } catch {}
  declareTexts('app', { 'app.home': 'x', 'app.search': 'y' }, { 'app.home': 'x', 'app.search': 'y' });
  declareSettings(rooms.flatMap((r) => r.settings ?? []));
  declareMenu(rooms.flatMap((r) => r.menu ?? []));
  const now = options.now ?? (() => new Date());
  const log = pino({ level: config.logLevel });
  const database = await openDatabase(config, 'server');
  await migrate(database.db, all);
  await loadPseudonymKey(config, database.db);
  await loadTerritory(config, database.db);
  await loadSettings(config, database.db);
  declareAssets(await buildAssets(log));
  const mails: any[] = [];
  const enqueue = async (_db: Db, _job: string, data: object) => void mails.push(data);
  const makeCtx = (db: Db, actor: Actor, lang: Lang, source: string): Ctx => {
    const at = now();
    return { db, actor, now: at, words: wordsFor(lang), config, log, files: null as any, source, id: () => uuid7(at.getTime()), secret, act: () => Promise.reject(new Error('no')), enqueue: (j, d) => enqueue(db, j, d) };
  };
  const ctx = (actor: Actor = system, lang: Lang = 'it') => makeCtx(database.db, actor, lang, 'house');
  performWith({ enqueue, committed: () => {} });
  const { refusalPage } = await import('../../app/refusals.tsx');
  const verbs = rooms.flatMap((r) => r.verbs ?? []);
  const server = await buildServer([...rooms.flatMap((r) => r.routes ?? []), ...verbs.map((v) => command('POST', `/api/v1/verbs/${v.name}`, v))], {
    config, now: () => now().getTime(), ctx: (actor, lang, source) => makeCtx(database.db, actor, lang, source), actorOf, refusalPage,
  });
  const perform = <O>(verb: Verb<any, any, O>, input: Record<string, unknown>, actor?: Actor) => performVerb(ctx(actor), verb, input, true);
  const done = await perform(importTerritory, { metropolis: 'Città metropolitana di Valdarena', file: readFileSync('src/app/geography/valdarena.geojson', 'utf8'), demo: true });
  if (!('done' in done)) throw new Error(JSON.stringify(done));
  await loadTerritory(config, database.db);
  return { config, database, server, ctx, perform, mails, close: async () => { await server.app.close(); await database.close(); rmSync(folder, { recursive: true, force: true }); } };
}
function texts(home: string, lang: Lang): Record<string, string> {
  try { return JSON.parse(readFileSync(fileURLToPath(new URL(`./texts/${lang}.json`, home)), 'utf8')); } catch { return {}; }
}
