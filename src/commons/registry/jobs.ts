import type { Ctx } from '../../kernel/context.ts';
import { performVerb } from '../../kernel/http/routes.ts';
import type { Job } from '../../kernel/room.ts';
import { decrypt } from '../../kernel/secrets.ts';
import { codeKey, takeAnswer } from './actions-anpr.ts';
import { type AnprOutcome, askAnpr } from './anpr.ts';
import { readList, sweepLists } from './reading.ts';
import { askAgainAt, insertExchange, listDueRequests, noteExchange, type RequestRow, takeRequest } from './store-anpr.ts';
import { forgetCodes } from './store-facts.ts';

const minute = 60_000;
/** Minutes until the next try, by how many there were. */
const waits = [1, 5, 15, 60];
/** A code does not lie about longer. */
const givesUpAfter = 24 * 60 * minute;

export const jobs: readonly Job[] = [
  { name: 'registry.read-list', run: (ctx, { list }: { list: string }) => readList(ctx, list) },
  { name: 'registry.ask', run: (ctx, { request }: { request: string }) => ask(ctx, request) },
  { name: 'registry.ask-due', schedule: '* * * * *', run: askDue },
  { name: 'registry.sweep', schedule: '37 * * * *', run: sweep },
];

/** One try; tries are counted and timed by the question itself, not by the queue. */
async function ask(ctx: Ctx, id: string): Promise<void> {
  // Long enough for two calls with a nonce each.
  const request = await takeRequest(ctx.db, id, ctx.now, new Date(ctx.now.getTime() + 2 * minute));
  if (!request) return;
  const outcome = await asked(ctx, request);
  if (!('wait' in outcome)) {
    await performVerb(ctx, takeAnswer, {
      request: id,
      outcome: outcome.outcome,
      ...(outcome.outcome === 'resident' && { istat: outcome.istat }),
    });
    return;
  }
  const byItself = waits[Math.min(request.tries, waits.length) - 1]! * 60;
  const next = new Date(ctx.now.getTime() + Math.max(outcome.wait ?? 0, byItself) * 1000);
  if (next.getTime() - request.asked.getTime() > givesUpAfter)
    await performVerb(ctx, takeAnswer, { request: id, outcome: 'gave-up' });
  else await askAgainAt(ctx.db, id, next);
}

/** The question is on record before it is put, with nothing of whom it is about. */
async function asked(ctx: Ctx, request: RequestRow & { code: Buffer }): Promise<AnprOutcome> {
  const access = ctx.config.anpr;
  if (!access) return { outcome: 'unreachable', wait: undefined, status: null };
  const operation = ctx.id();
  await insertExchange(ctx.db, { id: operation, at: ctx.now, place: request.place, purpose: access.purposeId });
  const begun = performance.now();
  const outcome = await askAnpr(ctx, access, { code: decrypt(codeKey(ctx), request.code, request.id), operation }).catch(
    (error: Error): AnprOutcome => {
      ctx.log.error({ err: error }, 'ANPR could not be asked');
      return { outcome: 'unreadable', wait: undefined, status: null };
    },
  );
  const milliseconds = Math.round(performance.now() - begun);
  await noteExchange(ctx.db, operation, { outcome: outcome.outcome, status: outcome.status, milliseconds });
  return outcome;
}

async function askDue(ctx: Ctx): Promise<void> {
  const due = await listDueRequests(ctx.db, ctx.now, 500);
  if (due.length > 0)
    await ctx.enqueue(
      'registry.ask',
      due.map((request) => ({ request })),
    );
}

async function sweep(ctx: Ctx): Promise<void> {
  await forgetCodes(ctx.db, ctx.now);
  await sweepLists(ctx);
}
