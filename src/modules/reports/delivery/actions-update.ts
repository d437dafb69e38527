import { insertNote } from '../../../commons/entries/store-notes.ts';
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts';
import { Repeated, verb } from '../../../kernel/verbs/verb.ts';
import { find, lockOwn } from '../desk/actions.ts';
import { mayUpdate } from '../permissions.ts';
import { listHops } from '../store-moves.ts';
import { nextLook } from './delivery.ts';
import { updateForm } from './forms.ts';
import { changeDelivery, findUpdate, insertUpdate, lockDelivery } from './store.ts';

export interface Updated {
  code: string;
  act: string;
}

/** Another system adds words to a report, once for each of its names of them. Where the report is with a body that was reached from here, its
 *  state is what the body says; that of the report stays with the office. */
export const updateReport = verb({
  name: 'reports.update-report',
  form: updateForm,
  find,
  limit: { times: 300, seconds: 600 },
  may: mayUpdate,
  run: async (ctx, input, report): Promise<Updated | Refusal | Repeated<Updated>> => {
    const { update, answer, status } = input;
    const now = await lockOwn(ctx, report);
    if (isRefusal(now)) return now;
    const name = { report: report.id, keyName: ctx.actor.name, updateId: update };
    const known = await findUpdate(ctx.db, name);
    if (known) return new Repeated({ code: report.code, act: known });
    const last = now.state === 'not-ours' ? (await listHops(ctx.db, report.id)).at(-1) : undefined;
    const delivery = last && (await lockDelivery(ctx.db, last.act));
    const turned = delivery && status !== undefined && status !== (delivery.remote_status ?? 'open');
    if (delivery)
      await changeDelivery(ctx.db, delivery.hop, {
        remote_status: status,
        remote_notes: answer,
        remote_updated: ctx.now,
        heard: ctx.now,
        ...(delivery.remote && { next_look: nextLook(ctx.now, ctx.now) }),
      });
    const act = await ctx.act({
      verb: 'reports.update-report',
      entry: report.id,
      code: report.code,
      place: report.place,
      public: { state: now.state, ...(delivery && { hop: delivery.hop, ...(turned && { turned, remote: status }) }) },
      private: { staff: false, text: answer, system: ctx.actor.name },
    });
    await insertNote(ctx.db, { act: act.id, entry: report.id, text: answer });
    await insertUpdate(ctx.db, { ...name, act: act.id });
    return { code: report.code, act: act.id };
  },
});
