import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { kindOf } from '../entries/kind.ts';
import { type Entry, findEntry, findEntryById } from '../entries/store.ts';
import { competentFor } from '../territory/territory.ts';
import { type Around, aroundOf, mostFollows, type Rhythm } from './follow.ts';
import { followForm, readForm, rhythmForm, unfollowForm } from './forms.ts';
import { mayFollow, mayStop } from './permissions.ts';
import * as store from './store.ts';
import { markRead } from './store-notices.ts';
import { readToken, type Stop, stopKey } from './token.ts';

/** What is followed, or no more: a thing by its code, with its page, or something else. */
export interface Followed {
  code: string | null;
  path: string | null;
}

type Limited = Followed | Refusal | Repeated<Followed>;

/** Somebody wants to hear of a thing, of what happens around a point, of a topic or of a municipality. Said again, it is the new rhythm. */
export const follow = verb({
  name: 'notices.follow',
  form: followForm,
  limit: { times: 100, seconds: 600 },
  find: async (ctx, input): Promise<{ entry?: Entry; around?: Around } | Refusal | undefined> => {
    if (input.code !== undefined) {
      const entry = await findEntry(ctx.db, ctx.actor, input.code);
      return entry && { entry };
    }
    const around = aroundOf(ctx, input);
    if (isRefusal(around)) return around;
    if (!around.point) return { around };
    const competence = await competentFor(ctx, around.point.lat, around.point.lon);
    return isRefusal(competence) ? competence : { around: { ...around, place: competence.place.id } };
  },
  may: mayFollow,
  run: async (ctx, input, { entry, around }): Promise<Limited> => {
    const person = ctx.actor.person!;
    const { how } = input;
    const done = followed(entry);
    await store.lockFollows(ctx.db, person);
    const before = entry
      ? await store.findFollowOfThing(ctx.db, person, entry.id)
      : await store.findFollowAround(ctx.db, person, around!);
    if (before?.how === how) return new Repeated(done);
    if ((!before || before.how === 'none') && (await store.countFollowsOf(ctx.db, person)) >= mostFollows)
      return refuse('notices.too-many', 409, { n: mostFollows });
    if (entry) await store.keepFollowOfThing(ctx.db, { id: ctx.id(), person, entry: entry.id, how, now: ctx.now });
    else if (!before) await store.insertFollow(ctx.db, { ...around!, id: ctx.id(), person, how, now: ctx.now });
    if (before) await store.setRhythm(ctx.db, before.id, how);
    await ctx.act({ verb: 'notices.follow', entry: entry?.id, code: entry?.code, place: entry?.place, private: { how } });
    return done;
  },
});

/** No more of it: said by the person, or by the token of a mail, which is enough by itself. */
export const unfollow = verb({
  name: 'notices.unfollow',
  form: unfollowForm,
  find: async (ctx, input): Promise<(Stop & { byToken: boolean }) | Refusal | undefined> => {
    if (input.token !== undefined) {
      const stop = readToken(await stopKey(ctx), input.token);
      return stop && { ...stop, byToken: true };
    }
    const { person } = ctx.actor;
    if (person === null) return refuse('kernel.sign-in', 401);
    if (input.code !== undefined) {
      const entry = await findEntry(ctx.db, ctx.actor, input.code);
      return entry && { what: 'thing', person, entry: entry.id, byToken: false };
    }
    const found = input.follow === undefined ? undefined : await store.findFollow(ctx.db, input.follow);
    if (found?.person !== person) return undefined;
    if (found.entry) return { what: 'thing', person, entry: found.entry, byToken: false };
    return { what: 'follow', person, follow: found.id, byToken: false };
  },
  may: mayStop,
  run: async (ctx, _input, stop): Promise<Followed | Repeated<Followed>> => {
    if (stop.what === 'thing') {
      const entry = await findEntryById(ctx.db, { ...ctx.actor, kind: 'system' }, stop.entry);
      if (!entry) return new Repeated(followed());
      await store.lockFollows(ctx.db, stop.person);
      const before = await store.findFollowOfThing(ctx.db, stop.person, stop.entry);
      if (before?.how === 'none') return new Repeated(followed(entry));
      await store.keepFollowOfThing(ctx.db, { id: ctx.id(), person: stop.person, entry: stop.entry, how: 'none', now: ctx.now });
      await store.calmThing(ctx.db, stop.person, stop.entry);
      await ctx.act({
        verb: 'notices.unfollow',
        entry: entry.id,
        code: entry.code,
        place: entry.place,
        private: { who: stop.person },
      });
      return followed(entry);
    }
    const known = stop.what === 'follow' ? (await store.findFollow(ctx.db, stop.follow))?.person === stop.person : false;
    if (known && stop.what === 'follow') await store.endFollow(ctx.db, stop.follow);
    const changed = known || (stop.what === 'digest' && (await store.endDigests(ctx.db, stop.person)) > 0);
    if (!changed) return new Repeated(followed());
    await ctx.act({ verb: 'notices.unfollow', public: { what: stop.what }, private: { who: stop.person } });
    return followed();
  },
});

export const setRhythm = verb({
  name: 'notices.set-rhythm',
  form: rhythmForm,
  limit: { times: 100, seconds: 600 },
  find: async (ctx, input) => {
    const found = await store.findFollow(ctx.db, input.follow);
    return found?.person === ctx.actor.person ? found : undefined;
  },
  may: mayFollow,
  run: async (ctx, input, found): Promise<{ how: Rhythm } | Repeated<{ how: Rhythm }>> => {
    const done = { how: input.how };
    if (found.how === input.how) return new Repeated(done);
    await store.setRhythm(ctx.db, found.id, input.how);
    await ctx.act({ verb: 'notices.set-rhythm', private: { how: input.how, follow: found.id } });
    return done;
  },
});

/** One notice was read, or all of them. */
export const readNotices = verb({
  name: 'notices.mark-read',
  form: readForm,
  limit: { times: 200, seconds: 600 },
  find: async () => ({}),
  may: mayFollow,
  run: async (ctx, input): Promise<{ read: number } | Repeated<{ read: number }>> => {
    const read = await markRead(ctx.db, ctx.actor.person!, input.act ?? null, ctx.now);
    if (read === 0) return new Repeated({ read });
    await ctx.act({ verb: 'notices.mark-read', private: { read } });
    return { read };
  },
});

function followed(entry?: Pick<Entry, 'kind' | 'code'>): Followed {
  return entry ? { code: entry.code, path: kindOf(entry.kind).path(entry.code) } : { code: null, path: null };
}
