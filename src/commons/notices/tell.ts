import type { Ctx } from '../../kernel/context.ts';
import type { Act } from '../../kernel/register/act.ts';
import type { Job, MailJob, Subscriber } from '../../kernel/room.ts';
import { setCounter } from '../entries/store.ts';
import { mostMailsInAnHour } from './follow.ts';
import { digestMail, noticeMail } from './mails.tsx';
import { howTold } from './notice.ts';
import { countFollowers } from './store.ts';
import { forgetBefore, listMailable, type Taken, type ToTell, takeAtOnce, takeDigests, tellAll } from './store-notices.ts';
import { stopKey } from './token.ts';

/** So many acts in a statement, so that even acts with ten thousand followers each stay below the time a statement may take. */
const actsAtATime = 10;
/** So many mails, or digests, in a transaction. */
const mailsAtATime = 200;
const digestsAtATime = 20;
const day = 86_400_000;

export const subscribers: readonly Subscriber[] = [
  {
    name: 'notices.tell',
    run: async (ctx, acts) => {
      const all = acts.flatMap(toTell);
      if (all.length === 0) return;
      let atOnce = 0;
      for (let from = 0; from < all.length; from += actsAtATime)
        atOnce += await tellAll(ctx.db, all.slice(from, from + actsAtATime));
      if (atOnce > 0) await ctx.enqueue('notices.mail', {});
    },
  },
  {
    name: 'notices.followers',
    verbs: ['notices.follow', 'notices.unfollow'],
    run: async (ctx, acts) =>
      setCounter(ctx.db, 'followers', await countFollowers(ctx.db, [...new Set(acts.flatMap((act) => act.entry ?? []))])),
  },
];

export const jobs: readonly Job[] = [
  {
    name: 'notices.mail',
    atomic: true,
    run: async (ctx) => {
      const { taken, mailed } = await takeAtOnce(ctx.db, ctx.now, mailsAtATime, mostMailsInAnHour);
      await enqueueMails(
        ctx,
        mailed.map((one) => [one]),
        false,
      );
      if (taken === mailsAtATime) await ctx.enqueue('notices.mail', {});
    },
  },
  // On Mondays the digest of the week brings that of the day too: a person gets one.
  { name: 'notices.daily', schedule: '30 7 * * 0,2-6', run: (ctx) => beginDigests(ctx, ['daily']) },
  {
    name: 'notices.weekly',
    schedule: '30 7 * * 1',
    run: async (ctx) => {
      await beginDigests(ctx, ['daily', 'weekly']);
      await forgetBefore(ctx.db, new Date(ctx.now.getTime() - 400 * day));
    },
  },
  {
    name: 'notices.digest',
    atomic: true,
    run: async (ctx, { how, until }: { how: string[]; until: string }) => {
      const { people, mailed } = await takeDigests(ctx.db, {
        how,
        until: new Date(until),
        now: ctx.now,
        people: digestsAtATime,
      });
      await enqueueMails(ctx, [...Map.groupBy(mailed, (one) => one.person).values()], true);
      if (people === digestsAtATime) await ctx.enqueue('notices.digest', { how, until });
    },
  },
];

/** What waits for the mail server: who is told of which acts. */
interface Waiting {
  id: string;
  person: string;
  acts: string[];
  digest: boolean;
}

export const mails: readonly MailJob[] = [
  {
    name: 'notices.send',
    compose: async (ctx, { id, person, acts, digest }: Waiting) => {
      const letters = await listMailable(ctx.db, person, acts);
      if (letters.length === 0) return undefined;
      const key = await stopKey(ctx);
      return digest ? digestMail(ctx, key, id, letters) : noticeMail(ctx, key, id, letters[0]!);
    },
  },
];

/** A mail for each list of what its person is told. */
async function enqueueMails(ctx: Ctx, each: readonly Taken[][], digest: boolean): Promise<void> {
  const waiting: Waiting[] = each.map((own) => ({
    id: ctx.id(),
    person: own[0]!.person,
    acts: own.map((one) => one.act),
    digest,
  }));
  if (waiting.length > 0) await ctx.enqueue('notices.send', waiting);
}

function beginDigests(ctx: Ctx, how: string[]): Promise<void> {
  return ctx.enqueue('notices.digest', { how, until: ctx.now.toISOString() });
}

/** Nobody is told of what another system's table brought. */
function toTell(act: Act): ToTell[] {
  const how = howTold(act.verb);
  if (!how || act.entry === null || act.public['imported'] === true) return [];
  const parent = act.verb === 'discussion.comment' ? ((act.public['parent'] as string | null | undefined) ?? null) : null;
  return [{ act: act.id, entry: act.entry, at: act.at, person: act.person, around: how.around, parent }];
}
