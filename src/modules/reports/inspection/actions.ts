import type { Static } from 'typebox';
import { attach } from '../../../commons/attachments/attachments.ts';
import type { Entry } from '../../../commons/entries/store.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { find, lockOwn, type Moved, move } from '../desk/actions.ts';
import { writeNote } from '../desk/actions-office.ts';
import { mayNote } from '../permissions.ts';
import { assign } from '../store.ts';
import { inspectForm } from './forms.ts';
import { findInspection, insertInspection } from './store.ts';

type Input = Static<typeof inspectForm>;

/** One press on the spot. It may arrive late, and more than once: the key of the press is kept in the transaction of what it did. */
export const inspect = verb({
  name: 'reports.inspect',
  form: inspectForm,
  find,
  may: mayNote,
  run: async (ctx, input, report): Promise<Moved | Refusal | Repeated<Moved>> => {
    const press = { key: input.key, report: report.id, person: ctx.actor.person!, did: input.act };
    if (!(await insertInspection(ctx.db, { ...press, at: ctx.now }))) {
      const before = await findInspection(ctx.db, input.key);
      if (before?.person !== press.person || before.report !== report.id) return refuse('reports.inspection-key', 409);
      return new Repeated({ code: report.code, state: report.state });
    }
    const done = await doIt(ctx, input, report);
    if (isRefusal(done) || !input.photo) return done;
    return (await addPhoto(ctx, report, input.photo, input.act === 'photo' ? input.text : undefined)) ?? done;
  },
});

async function doIt(ctx: Ctx, input: Input, report: Entry): Promise<Moved | Refusal> {
  const text = input.text ?? '';
  if (input.act === 'take-charge') {
    await assign(ctx.db, report.id, ctx.actor.person);
    return move(ctx, report, { verb: 'reports.take-charge', to: 'taken-in-charge', text: input.text });
  }
  if (input.act === 'photo') {
    const now = await lockOwn(ctx, report);
    if (isRefusal(now)) return now;
    return input.photo ? { code: report.code, state: now.state } : refuse('reports.inspection-photo', 422, {}, 'photo');
  }
  if (text.length < 5) return refuse('reports.inspection-words', 422, {}, 'text');
  if (input.act === 'resolve') return move(ctx, report, { verb: 'reports.resolve', to: 'resolved', text });
  // What is among the attachments everybody sees; a note nobody but the office.
  return input.photo ? refuse('reports.inspection-note-photo', 422, {}, 'photo') : writeNote(ctx, report, text);
}

/** The office shows what it found or did. */
async function addPhoto(ctx: Ctx, report: Entry, photo: NonNullable<Input['photo']>, alt = ''): Promise<Refusal | undefined> {
  if (!(await ctx.files.read(photo.id, 'small'))) return refuse('reports.photo-lost', 422, {}, 'photo');
  const act = await ctx.act({
    verb: 'reports.add-photo',
    entry: report.id,
    code: report.code,
    place: report.place,
    public: { photos: 1 },
    private: { staff: true },
  });
  await attach(ctx, report.id, [{ ...photo, kind: 'image', alt: alt.slice(0, 200) }], act.id);
  return undefined;
}
