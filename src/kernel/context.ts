import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Actor } from './actor.ts';
import type { Config } from './config.ts';
import type { Files } from './files/files.ts';
import type { ActWritten, NewAct } from './register/act.ts';
import type { Words } from './text/text.ts';

/** A pool, or the transaction of the verb that is running. Row types stand beside each statement, in `store.ts`. */
export type Db = Kysely<any>;

/** What every read, page and verb is given: who asks, when, in which language, and the ways to the world outside. */
export interface Ctx {
  db: Db;
  actor: Actor;
  /** Instant of the request (UTC); rules never read the clock themselves. */
  now: Date;
  words: Words;
  config: Config;
  log: Logger;
  files: Files;
  /** Where the request came from, normalised (IPv6 to its /64), for limits only. Never stored, never logged. */
  source: string;
  /** Fresh UUID v7 (RFC 9562). */
  id(): string;
  /** `bytes` of randomness in base64url. */
  secret(bytes?: number): string;
  /** Writes an act in the register, in the transaction of the running verb. */
  act(act: NewAct): Promise<ActWritten>;
  /** Puts a job in the queue, in the same transaction; a list is a job for each. */
  enqueue(job: string, data: object): Promise<void>;
}
