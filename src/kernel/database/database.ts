import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Config } from '../config.ts';
import type { Db } from '../context.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { serversOn } from './store.ts';

export interface Database {
  engine: 'embedded' | 'postgresql';
  db: Db;
  pool: pg.Pool;
  /** Is a running server on this database (or, embedded, another command)? */
  served(): Promise<boolean>;
  /** Called when the embedded database ends without being asked to. */
  onLost(tell: () => void): void;
  close(): Promise<void>;
}

// bigint comes as a number: our largest are sequence numbers, far below 2^53. Dates without time stay text (YYYY-MM-DD).
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Opens the database that the configuration names. No statement may run longer than 15 s; the embedded engine ignores that limit. */
export async function openDatabase(config: Config, what: 'server' | 'command', port: number | null = null): Promise<Database> {
  let embedded: Embedded | null = null;
  let options: pg.PoolConfig;
  if (config.databaseUrl) {
    options = {
      connectionString: config.databaseUrl,
      max: 10,
      statement_timeout: what === 'server' ? 15_000 : 0,
      connectionTimeoutMillis: 5_000,
      application_name: `arengo ${what}`,
    };
  } else {
    embedded = await startEmbedded(config.dataFolder, what, port);
    options = { host: embedded.host, port: 5432, user: 'postgres', database: 'postgres', max: 8 };
  }
  const pool = new pg.Pool(options);
  // A connection that breaks is replaced by the pool, idle or in the middle of a transaction; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  return {
    engine: embedded ? 'embedded' : 'postgresql',
    db,
    pool,
    served: async () => (embedded ? !embedded.own : (await serversOn(db)) > 0),
    onLost: (tell) => embedded?.onLost(tell),
    close: async () => {
      await pool.end();
      await embedded?.close();
    },
  };
}

/** Is this the failure of a database that is away (and will be back), rather than a fault of ours? SQLSTATE classes 08, 53, 57P. */
export function isDatabaseAway(error: unknown): boolean {
  const code = (error as { code?: string })?.code ?? '';
  const message = (error as Error)?.message ?? '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', '57P01', '57P02', '57P03', '53300', '25006'].includes(code) ||
    code.startsWith('08') ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(message)
  );
}

/** SQLSTATE of serialisation failure and deadlock: the transaction may simply be run again. */
export function mayTryAgain(error: unknown): boolean {
  return ['40001', '40P01'].includes((error as { code?: string })?.code ?? '');
}
