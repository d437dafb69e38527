import type { Entry } from '../../../commons/entries/store.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import { queueDelivery } from '../delivery/machine.ts';
import { type Moved, move } from '../desk/actions.ts';
import { insertHop } from '../store-moves.ts';
import type { Body } from './store.ts';

/** By whose hand a report is passed on, and with which words. */
export interface Passing {
  who: 'office' | 'system';
  text?: string;
  /** Theirs, when the office knows it already. */
  reference?: string;
}

/** The one way by which a report goes to a body of the register: the move, its act, and the hop that says where it is now. */
export function passOn(ctx: Ctx, report: Entry, body: Body, { who, text, reference }: Passing): Promise<Moved | Refusal> {
  return move(ctx, report, {
    verb: 'reports.pass-outside',
    to: 'not-ours',
    who,
    text,
    then: async (act) => {
      await insertHop(ctx.db, {
        act,
        report: report.id,
        at: ctx.now,
        to_place: null,
        body_id: body.id,
        // As they are called and reached today: the thread keeps it when the register changes.
        body: body.name,
        contact: body.contact,
        reference: reference ?? null,
      });
      // Whoever knows their number has reached them already.
      if (body.method !== 'hand' && !reference) await queueDelivery(ctx, { report: report.id, hop: act, body: body.id });
    },
  });
}
