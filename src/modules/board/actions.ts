import { findEntry, insertEntry, updateEntry } from '../../commons/entries/store.ts';
import { insertNote } from '../../commons/entries/store-notes.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { Repeated, verb } from '../../kernel/verbs/verb.ts';
import { publishForm, withdrawForm } from './forms.ts';
import { maySpeakFor } from './permissions.ts';
import { findByKey, insertNews } from './store.ts';

export const publish = verb({
  name: 'board.publish',
  form: publishForm,
  find: async (ctx, input) => {
    const place = territoryOf(ctx).bySlug.get(input.place);
    return place && { place: place.id };
  },
  may: maySpeakFor,
  run: async (ctx, input, { place }): Promise<{ code: string } | Refusal | Repeated<{ code: string }>> => {
    const before = input.key === undefined ? undefined : await findByKey(ctx.db, input.key, place);
    if (before) return new Repeated({ code: before.code });
    const [starts, ends] = [input.starts ?? null, input.ends ?? null];
    if (starts && ends && ends < starts) return refuse('board.ends-before', 422, {}, 'ends');
    const id = ctx.id();
    const { code } = await insertEntry(ctx.db, {
      id,
      kind: 'news',
      prefix: 'NOT',
      place,
      author: ctx.actor.person,
      title: input.title,
      summary: input.body.slice(0, 300),
      placeLabel: input.placeLabel ?? '',
      visibility: 'public',
      state: 'published',
      assurance: ctx.actor.assurance,
      now: ctx.now,
    });
    const isNew = await insertNews(ctx.db, { id, body: input.body, starts, ends, key: input.key ?? null });
    // Of two sendings of one form at once; nothing of this one is kept.
    if (!isNew) return refuse('board.sent-already', 409);
    await ctx.act({
      verb: 'board.publish',
      entry: id,
      code,
      place,
      public: { state: 'published', starts, ends },
      private: { staff: true, title: input.title, body: input.body },
    });
    return { code };
  },
});

export const withdraw = verb({
  name: 'board.withdraw',
  form: withdrawForm,
  find: (ctx, input) => findEntry(ctx.db, ctx.actor, input.code, 'news'),
  may: maySpeakFor,
  run: async (ctx, input, news): Promise<{ code: string } | Refusal> => {
    if (news.state === 'withdrawn') return refuse('board.already-withdrawn', 409);
    await updateEntry(ctx.db, news.id, { state: 'withdrawn', closed: ctx.now, summary: '' }, ctx.now);
    const act = await ctx.act({
      verb: 'board.withdraw',
      entry: news.id,
      code: news.code,
      place: news.place,
      public: { state: 'withdrawn' },
      private: { staff: true, reason: input.reason },
    });
    await insertNote(ctx.db, { act: act.id, entry: news.id, text: input.reason });
    return { code: news.code };
  },
});
