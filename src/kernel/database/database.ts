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

/** For many short statements: compiling one or sharing it among workers costs more than it saves; the disks of today read anywhere alike
 *  (docs/decisions/0004-speed.md). */
const quickly = '-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1';

/** Opens the database that the configuration names. No statement may run longer than 15 s; the embedded engine ignores that limit. */
export async function openDatabase(config: Config, what: 'server' | 'command', port: number | null = null): Promise<Database> {
  let embedded: Embedded | null = null;
  let options: pg.PoolConfig;
  if (config.databaseUrl) {
    options = {
      connectionString: config.databaseUrl,
      max: 10,
      // A server always has one open: that is how a command sees that it is there (`served`).
      min: what === 'server' ? 1 : 0,
      statement_timeout: what === 'server' ? 15_000 : 0,
      connectionTimeoutMillis: 5_000,
      application_name: `arengo ${what}`,
      ...(what === 'server' ? { options: quickly } : {}),
    };
  } else {
    embedded = await startEmbedded(config.dataFolder, what, port);
    options = { host: embedded.host, port: 5432, user: 'postgres', database: 'postgres', max: 8 };
  }
  const pool = new pg.Pool(options);
  // A connection that breaks is replaced by the pool, idle or in the middle of a transaction; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  if (!embedded) pool.on('connect', nameStatements);
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

/** Statement -> its name on every connection. Only so many: a statement with a list in it has as many texts as the list has lengths. */
const names = new Map<string, string>();
const mostNames = 400;

/** Gives each statement a name, so that PostgreSQL parses it once for each connection and need not plan it every time. Not for the embedded
 *  engine: there all connections are one session, and would trip over each other's names. */
function nameStatements(client: pg.PoolClient): void {
  const ask = client.query.bind(client) as (...given: unknown[]) => unknown;
  const named = (text: unknown, values?: unknown, ...rest: unknown[]) =>
    typeof text === 'string' && Array.isArray(values) && values.length > 0
      ? ask({ name: nameOf(text), text, values }, ...rest)
      : ask(text, values, ...rest);
  client.query = named as typeof client.query;
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= mostNames) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

/** Is this the failure of a database that is away or full (and will be back), rather than a fault of ours? SQLSTATE classes 08, 53, 57P. */
export function isDatabaseAway(error: unknown): boolean {
  const code = (error as { code?: string })?.code ?? '';
  const message = (error as Error)?.message ?? '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', '57P01', '57P02', '57P03', '53300', '53100', '25006'].includes(code) ||
    code.startsWith('08') ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(message)
  );
}

/** SQLSTATE of serialisation failure and deadlock: the transaction may simply be run again. */
export function mayTryAgain(error: unknown): boolean {
  return ['40001', '40P01'].includes((error as { code?: string })?.code ?? '');
}
