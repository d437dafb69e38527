import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { findPlace } from '../../commons/territory/store.ts';
import type { Config } from '../../kernel/config.ts';
import type { Db } from '../../kernel/context.ts';
import type { Database } from '../../kernel/database/database.ts';
import { checkMigrations, checkServer, UnfitDatabase } from '../../kernel/database/migrate.ts';
import { answers, appliedMigrations, postgisVersion, serverVersion } from '../../kernel/database/store.ts';
import { failedJobs } from '../../kernel/jobs/store.ts';
import { openMail } from '../../kernel/mail/mail.ts';
import { subscribersHealth } from '../../kernel/register/store.ts';
import { kernelRoom } from '../build.ts';
import { closeGround, groundOf, groundSentence, loadGround } from '../gathering/ground.ts';
import { rooms } from '../modules.ts';
import type { Call, Command } from './command.ts';
import { isThere } from './stores.ts';

/** `note` is worth knowing, `wrong` must be mended. The sentence is `commands.doctor.<check>-<says>`. */
interface Finding {
  check: string;
  verdict: 'good' | 'note' | 'wrong';
  says: string;
}

/** Looks at everything and changes nothing: no migration is applied, no archive is made. */
export const command: Command = {
  name: 'doctor',
  takes: [],
  options: [],
  dryRun: false,
  run: async (call) => {
    const found: Finding[] = [];
    const say = (check: string, verdict: Finding['verdict'], key: string, params: Record<string, string | number> = {}) => {
      found.push({ check, verdict, says: call.words.t(`commands.doctor.${key}`, params) });
    };
    say('node', 'good', 'node', { version: process.version });
    await lookAtFolder(call.config, say);
    await lookAtDatabase(call, say);
    await lookAtMail(call.config, say);
    await lookAtBaseMap(call, say);
    lookAtOrigin(call.config, say);
    const width = Math.max(...found.map(({ check }) => check.length));
    const lines = found.map(
      ({ check, verdict, says }) => `${call.words.t(`commands.doctor.${verdict}`).padEnd(5)}  ${check.padEnd(width)}  ${says}`,
    );
    const wrong = found.filter(({ verdict }) => verdict === 'wrong').length;
    return { value: { well: wrong === 0, checks: found }, lines, exit: wrong === 0 ? 0 : 1 };
  },
};

type Say = (check: string, verdict: Finding['verdict'], key: string, params?: Record<string, string | number>) => void;

async function lookAtFolder({ dataFolder }: Config, say: Say): Promise<void> {
  try {
    await rm(await mkdtemp(path.join(dataFolder, 'doctor-')), { recursive: true });
    say('folder', 'good', 'folder', { folder: dataFolder });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') say('folder', 'note', 'folder-new', { folder: dataFolder });
    else say('folder', 'wrong', 'folder-wrong', { folder: dataFolder, reason: code });
  }
}

async function lookAtDatabase(call: Call, say: Say): Promise<void> {
  if (!isThere(call.config)) return say('database', 'note', 'database-new');
  let database: Database;
  try {
    database = await call.openDatabase();
    const version = await serverVersion(database.db);
    say('database', 'good', 'database', { engine: database.engine, version });
  } catch (error) {
    return say('database', 'wrong', 'database-wrong', {
      reason: (error as Error).message || String((error as { code?: string }).code),
    });
  }
  const served = await database.served();
  say('server', 'good', served ? 'server' : 'server-none');
  if (database.engine === 'embedded' && call.config.production) say('database', 'note', 'database-embedded');
  say('canary', (await answers(database.db)) ? 'good' : 'wrong', 'canary');
  try {
    await checkServer(database.db);
    const missing = checkMigrations([kernelRoom, ...rooms], await appliedMigrations(database.db));
    say('migrations', missing === 0 ? 'good' : 'note', missing === 0 ? 'migrations' : 'migrations-missing', { n: missing });
    if (missing === 0) await lookInside(call, database.db, served, say);
  } catch (error) {
    if (!(error instanceof UnfitDatabase)) throw error;
    say('migrations', 'wrong', 'said', { sentence: error.message });
  }
}

async function lookInside(call: Call, db: Db, served: boolean, say: Say): Promise<void> {
  const version = await postgisVersion(db);
  say('postgis', version ? 'good' : 'wrong', version ? 'postgis' : 'postgis-wrong', { version: version ?? '' });
  const metropolis = await findPlace(db, { kind: 'metropolis' });
  if (!metropolis) say('metropolis', 'note', 'metropolis-none');
  else if (metropolis.demo && call.config.production) say('metropolis', 'wrong', 'metropolis-demo', { name: metropolis.name });
  else say('metropolis', 'good', 'metropolis', { name: metropolis.name });
  const subscribers = await subscribersHealth(db);
  const failing = subscribers.filter(({ failures }) => failures > 0);
  const behind = Math.max(0, ...subscribers.map((one) => one.behind));
  if (failing.length > 0)
    say('subscribers', 'wrong', 'subscribers-wrong', {
      names: failing.map(({ subscriber, last_error }) => `${subscriber} (${last_error})`).join(', '),
    });
  else say('subscribers', served && behind >= 1_000 ? 'note' : 'good', 'subscribers', { n: subscribers.length, behind });
  const failed = await failedJobs(db);
  say('jobs', failed.length === 0 ? 'good' : 'wrong', failed.length === 0 ? 'jobs' : 'jobs-failed', {
    names: failed.map(({ name, n }) => `${name} ${n}`).join(', '),
  });
}

async function lookAtMail(config: Config, say: Say): Promise<void> {
  if (!config.smtpUrl)
    return say('mail', config.production ? 'wrong' : 'note', 'mail-folder', { folder: path.join(config.dataFolder, 'mails') });
  const mail = openMail({ smtpUrl: config.smtpUrl, folder: '', from: config.mailFrom });
  try {
    await mail.check();
    say('mail', 'good', 'mail', { host: new URL(config.smtpUrl).host });
  } catch (error) {
    say('mail', 'wrong', 'mail-wrong', { host: new URL(config.smtpUrl).host, reason: (error as Error).message });
  } finally {
    mail.close();
  }
}

async function lookAtBaseMap({ config, words }: Call, say: Say): Promise<void> {
  if (config.baseMap === null) return say('base-map', 'good', 'base-map-none');
  const fault = await loadGround(config);
  if (fault) return say('base-map', 'wrong', 'said', { sentence: groundSentence(config, fault, words) });
  const credited = groundOf({ config })!.credit.length > 0;
  await closeGround(config);
  const map = 'file' in config.baseMap ? config.baseMap.file : config.baseMap.tiles;
  say('base-map', credited ? 'good' : 'note', credited ? 'base-map' : 'base-map-credit', { map });
}

function lookAtOrigin({ origin, production }: Config, say: Say): void {
  const here = /^(localhost|127\.|\[::1\])/.test(new URL(origin).hostname);
  say('origin', production || here ? 'good' : 'note', production ? 'origin' : here ? 'origin-here' : 'origin-http', { origin });
}
