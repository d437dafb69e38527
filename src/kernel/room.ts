import type { TObject } from 'typebox';
import type { Ctx, Db } from './context.ts';
import type { Foreign, Route } from './http/route.ts';
import type { Message } from './mail/mail.ts';
import type { Personal } from './personal/personal.ts';
import type { Act } from './register/act.ts';
import type { Verb } from './verbs/verb.ts';

/** Reads acts in their order, at least once; `run` is in one transaction with its cursor, so its rows are written once. */
export interface Subscriber {
  /** `room.what`, unique. */
  name: string;
  /** Verbs it wants to hear; all when left out. */
  verbs?: readonly string[];
  run(ctx: Ctx, acts: readonly Act[]): Promise<void>;
}

/** Work done later, retried with back-off; must be idempotent. With `schedule` (cron, Europe/Rome) it runs by itself.
 *  `atomic`: what it writes and what it queues is one transaction, done wholly or not at all; keep it short. */
export interface Job {
  name: string;
  schedule?: string;
  atomic?: boolean;
  /** `id` is the same at every delivery of the same job. */
  run(ctx: Ctx, data: any, id: string): Promise<void>;
}

/** A mail that waits in the queue as what it is about, not as words: it is composed at each try, so that a late one says only what may still be said. */
export interface MailJob {
  name: string;
  /** Nothing, when nothing is left to say. The same job makes the same `messageId`: whoever gets a mail twice, because a server died between the
   *  mail server's yes and the queue, sees it once. */
  compose(ctx: Ctx, data: any, id: string): Promise<Message | undefined>;
  /** Once the mail server took it, or with what stood in the way. Who has this tries again by itself: the queue does not. */
  after?(ctx: Ctx, data: any, error: unknown): Promise<void>;
}

/** The manifest of a room: the only door through which `app` enters it. Data, not code that runs at import. */
export interface Room {
  /** Also the name of its PostgreSQL schema. */
  name: string;
  /** `import.meta.url` of the manifest: migrations/ and texts/ stand beside it. */
  home: string;
  verbs?: readonly Verb[];
  routes?: readonly Route[];
  foreign?: Foreign;
  subscribers?: readonly Subscriber[];
  jobs?: readonly Job[];
  mails?: readonly MailJob[];
  /** Acts that are nobody's business but of whoever did them: the public log only commits to them. Acts on things that are not public it only
   *  commits to anyhow. */
  withheld?: readonly string[];
  /** What of its tables is about people. */
  personal?: Personal;
  /** Two accounts were of one person: what the first has here goes to the second, in the running transaction; what is held once for each person
   *  stays once. */
  merge?(ctx: Ctx, from: string, into: string): Promise<void>;
  /** Once at each start, after the migrations, in one transaction under a lock (sequences of a new year and the like). */
  prepare?(db: Db, now: Date): Promise<void>;
}

export type Schema = TObject;
