import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pino, { type Logger } from 'pino';
import { declareKinds } from '../commons/entries/kind.ts';
import { openAmong } from '../commons/entries/store-openness.ts';
import { declareMoves } from '../commons/identity/merging.ts';
import { loadProviders } from '../commons/identity/providers.ts';
import type { Module } from '../commons/module.ts';
import { declareTold } from '../commons/notices/notice.ts';
import { declarePowers } from '../commons/organisations/powers.ts';
import { declareVerbsForKeys } from '../commons/people/keys.ts';
import { declarePeopleParts } from '../commons/people/parts.ts';
import { actorOf } from '../commons/people/people.ts';
import { declareCollected } from '../commons/privacy/procedures.ts';
import { declareReceipts } from '../commons/register/receipts.ts';
import { declareSettings, loadSettings } from '../commons/settings/settings.ts';
import { declareAssets } from '../commons/site/page.tsx';
import { declareMenu } from '../commons/site/site.tsx';
import { loadTerritory } from '../commons/territory/territory.ts';
import { type Actor, system } from '../kernel/actor.ts';
import type { Config } from '../kernel/config.ts';
import type { Ctx, Db } from '../kernel/context.ts';
import { type Database, openDatabase } from '../kernel/database/database.ts';
import { migrate } from '../kernel/database/migrate.ts';
import { safeError } from '../kernel/faults.ts';
import { openFiles } from '../kernel/files/files.ts';
import { command, performVerb, performWith } from '../kernel/http/routes.ts';
import { buildServer, type Server } from '../kernel/http/server.ts';
import { secret, uuid7 } from '../kernel/ids.ts';
import { type Jobs, startJobs } from '../kernel/jobs/jobs.ts';
import { type Message, openMail } from '../kernel/mail/mail.ts';
import { buildAssets } from '../kernel/pages/assets.ts';
import { declarePersonal } from '../kernel/personal/declared.ts';
import { kernelPersonal } from '../kernel/personal/own.ts';
import { loadPseudonymKey } from '../kernel/register/register.ts';
import { openSealer, type Sealer } from '../kernel/register/seal.ts';
import { type Subscribers, startSubscribers } from '../kernel/register/subscribers.ts';
import type { Job, MailJob, Room } from '../kernel/room.ts';
import { loadSecret } from '../kernel/secrets.ts';
import { declareTexts, type Lang, showUnknownKeys, wordsFor } from '../kernel/text/text.ts';
import type { Verb } from '../kernel/verbs/verb.ts';
import { assetRoute } from './assets.ts';
import { closeGround, groundSentence, loadGround } from './gathering/ground.ts';
import { declareHome } from './gathering/home.tsx';
import { lendJobs } from './gathering/routes-admin.ts';
import { rooms } from './modules.ts';
import { refusalPage } from './refusals.tsx';

export interface House {
  config: Config;
  log: Logger;
  database: Database;
  server: Server;
  subscribers: Subscribers;
  /** Begins by itself only when the server says so: what a first start seeds is sealed once it is whole. */
  sealer: Sealer;
  jobs: Jobs;
  /** A context outside any request; the house itself acts unless somebody is named. */
  ctx(actor?: Actor, lang?: Lang): Ctx;
  perform<O>(verb: Verb<any, any, O>, input: Record<string, unknown>, actor?: Actor): ReturnType<typeof performVerb<O>>;
  /** What the verb would do; nothing is kept. */
  rehearse<O>(verb: Verb<any, any, O>, input: Record<string, unknown>, actor?: Actor): ReturnType<typeof performVerb<O>>;
  /** Subscribers and jobs until nothing is left to do. */
  settle(): Promise<void>;
  /** Places and settings again, after a change. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

export interface BuildOptions {
  what: 'server' | 'command';
  /** Subscribers and jobs run by themselves; otherwise only through `settle`. */
  work: boolean;
  tell?: (line: string) => void;
  /** The clock, for tests of time. */
  now?: () => Date;
  log?: Logger;
}

export const kernelRoom: Room = {
  name: 'kernel',
  home: new URL('../kernel/room.ts', import.meta.url).href,
  personal: kernelPersonal,
};

const kernelTexts = [
  kernelRoom,
  { name: 'kernel', home: new URL('../kernel/verbs/verb.ts', import.meta.url).href },
  { name: 'files', home: new URL('../kernel/files/files.ts', import.meta.url).href },
  { name: 'commands', home: new URL('./commands/command.ts', import.meta.url).href },
];

/** Says once what the rooms are: texts, kinds, settings, menu, home. */
export function declareRooms(list: readonly Module[]): void {
  for (const { name, home } of [...kernelTexts, ...list]) declareTexts(name, textsOf(home, 'it'), textsOf(home, 'en'));
  declareKinds(list.flatMap((room) => room.kinds ?? []));
  declareSettings(list.flatMap((room) => room.settings ?? []));
  declareMenu(
    list.flatMap((room) => room.menu ?? []),
    list.flatMap((room) => room.routes ?? []),
  );
  declareVerbsForKeys(list.flatMap((room) => room.forKeys ?? []).map((verb) => verb.name));
  declareHome(list.flatMap((room) => room.onHome ?? []));
  declarePersonal([kernelRoom, ...list]);
  declareCollected(list);
  declareReceipts(list.flatMap((room) => room.findByReceipt ?? []));
  declareTold(list.map((room) => room.tells ?? {}));
  declareMoves(list);
  declarePeopleParts(list);
  declarePowers(list);
}

/** From configuration to a house that can be entered; used by server, command line and tests alike. */
export async function buildHouse(config: Config, options: BuildOptions): Promise<House> {
  const now = options.now ?? (() => new Date());
  const log = options.log ?? pino({ level: config.logLevel, serializers: { err: safeError } });
  const tell = options.tell ?? (() => {});
  if (config.production) showUnknownKeys();
  declareRooms(rooms);
  const assets = buildAssets(log);
  tell(config.databaseUrl ? 'Opening the database' : 'Opening the embedded database');
  const database = await openDatabase(config, options.what, config.port);
  try {
    const applied = await migrate(database.db, [kernelRoom, ...rooms], (line) => tell(`Preparing the tables: ${line}`));
    if (applied > 0) log.info({ applied }, 'migrations applied');
    await database.db.transaction().execute(async (trx) => {
      for (const room of rooms) await room.prepare?.(trx, now());
    });
    await loadPseudonymKey(config, database.db);
    await loadSecret(config, database.db);
    await loadTerritory(config, database.db);
    await loadSettings(config, database.db, now());
    loadProviders(config);
    const fault = await loadGround(config);
    if (fault) tell(groundSentence(config, fault, wordsFor('en')));
    declareAssets(await assets);
  } catch (error) {
    await database.close();
    throw error;
  }

  const files = await openFiles({ folder: path.join(config.dataFolder, 'files'), scanner: config.scanner });
  const mail = openMail({ smtpUrl: config.smtpUrl, folder: path.join(config.dataFolder, 'mails'), from: config.mailFrom });
  const makeCtx = (db: Db, actor: Actor, lang: Lang, source: string): Ctx => {
    const at = now();
    return {
      db,
      actor,
      now: at,
      words: wordsFor(lang),
      config,
      log,
      files,
      source,
      id: () => uuid7(at.getTime()),
      secret,
      act: () => Promise.reject(new Error('acts are written only inside a verb')),
      enqueue: (job, data) => jobs.enqueue(db, job, data),
    };
  };
  const ctx: House['ctx'] = (actor = system, lang = 'it') => makeCtx(database.db, actor, lang, 'house');
  const inner = {
    ctx: () => ctx(),
    within: <T>(run: (ctx: Ctx) => Promise<T>) =>
      database.db.transaction().execute((trx) => run(makeCtx(trx, system, 'it', 'house'))),
  };
  const reload = async () => {
    await loadTerritory(config, database.db);
    await loadSettings(config, database.db, now());
    server.cache.forget();
  };
  const mailJob = ({ name, compose, after }: MailJob): Job => ({
    name,
    run: async (ctx, data, id) => {
      const message = await compose(ctx, data, id);
      if (!message) return;
      const error: unknown = await mail.send(message).catch((fault) => fault);
      if (after) await after(ctx, data, error);
      // A message that can never be sent is not tried again.
      else if (error instanceof TypeError) ctx.log.error({ err: error }, 'a mail was refused for good');
      else if (error) throw error;
    },
  });
  const mails: MailJob[] = [
    {
      name: 'mail.send',
      compose: async (_ctx, message: Message, id) => ({ messageId: `<${id}@${new URL(config.origin).hostname}>`, ...message }),
    },
    ...rooms.flatMap((room) => room.mails ?? []),
  ];
  const reloadSubscriber = {
    name: 'app.reload',
    verbs: ['territory.import', 'settings.change', 'settings.inherit', 'settings.cancel'],
    run: async (inside: Ctx) => {
      await loadTerritory(config, inside.db);
      await loadSettings(config, inside.db, inside.now);
      server.cache.forget();
    },
  };

  const jobs = await startJobs([...mails.map(mailJob), ...rooms.flatMap((room) => room.jobs ?? [])], inner, options.work);
  const subscribers = await startSubscribers(
    [reloadSubscriber, ...rooms.flatMap((room) => room.subscribers ?? [])],
    inner,
    options.work ? 1_000 : null,
  );
  const sealer = openSealer(
    { db: database.db, config, now, log },
    { openAmong, withheld: new Set(rooms.flatMap((room) => room.withheld ?? [])) },
  );
  lendJobs(jobs);
  performWith({
    enqueue: jobs.enqueue,
    committed: () => {
      server.cache.forget();
      subscribers.wake();
    },
  });
  const verbs = rooms.flatMap((room) => room.verbs ?? []);
  const routes = [
    ...rooms.flatMap((room) => room.routes ?? []),
    ...verbs.map((verb) => command('POST', `/api/v1/verbs/${verb.name}`, verb)),
    assetRoute(await assets),
  ];
  const server = await buildServer(routes, {
    config,
    now: () => now().getTime(),
    ctx: (actor, lang, source) => makeCtx(database.db, actor, lang, source),
    actorOf,
    refusalPage,
    foreign: rooms.flatMap((room) => room.foreign ?? []),
  });

  // Another process of ours may have changed places or settings, or the day of a setting has come: everybody looks again each minute.
  const again = options.work
    ? setInterval(() => void reload().catch((error) => log.warn({ err: error }, 'places not read again')), 60_000)
    : null;
  again?.unref();
  let closed = false;
  return {
    config,
    log,
    database,
    server,
    subscribers,
    sealer,
    jobs,
    ctx,
    reload,
    perform: async (verb, input, actor) => {
      const outcome = await performVerb(ctx(actor), verb, input, true);
      if ('done' in outcome && reloadSubscriber.verbs.includes(verb.name)) await reload();
      return outcome;
    },
    rehearse: (verb, input, actor) => performVerb(ctx(actor), verb, input, true, true),
    settle: async () => {
      await subscribers.drain();
      await jobs.drain();
    },
    close: async () => {
      if (closed) return;
      closed = true;
      if (again) clearInterval(again);
      // Connections kept alive by clients would hold the end up: each is closed as soon as its request is answered.
      const idle = setInterval(() => server.app.server.closeIdleConnections(), 50);
      await server.app.close().finally(() => clearInterval(idle));
      await subscribers.stop();
      await sealer.stop();
      await jobs.stop();
      mail.close();
      await closeGround(config);
      await database.close();
    },
  };
}

function textsOf(home: string, lang: Lang): Record<string, string> {
  try {
    return JSON.parse(readFileSync(fileURLToPath(new URL(`./texts/${lang}.json`, home)), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
