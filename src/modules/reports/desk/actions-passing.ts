import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { isRefusal, type Refusal, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verbs/verb.ts';
import { bodiesServing } from '../bodies/body.ts';
import { passOn } from '../bodies/passing.ts';
import { acknowledgeByHand } from '../delivery/actions.ts';
import { mayWorkOn } from '../permissions.ts';
import * as store from '../store.ts';
import { insertHop, listHops, setReference } from '../store-moves.ts';
import { find, lockOwn, type Moved, move } from './actions.ts';
import { passOutsideForm, passToOfficeForm, referenceForm } from './forms.ts';

/** To the desk of another municipality, or of the metropolis: it is theirs from now on, and their promise begins. */
export const passToOffice = verb({
  name: 'reports.pass-to-office',
  form: passToOfficeForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const place: Place | undefined = territoryOf(ctx).bySlug.get(input.municipality);
    if (!place || place.kind === 'district') return refuse('reports.no-such-office', 422, {}, 'municipality');
    if (place.id === report.place) return refuse('reports.own-office', 422, {}, 'municipality');
    return move(ctx, report, {
      verb: 'reports.pass-to-office',
      to: 'sent',
      place: place.id,
      text: input.answer,
      facts: { to: place.id },
      then: async (act) => {
        const hop = { act, report: report.id, at: ctx.now, to_place: place.id };
        await insertHop(ctx.db, { ...hop, body_id: null, body: null, contact: null, reference: null });
        await store.assign(ctx.db, report.id, null);
      },
    });
  },
});

/** To a body of the register, or to one by name with the way to reach it; its reference when it is known. */
export const passOutside = verb({
  name: 'reports.pass-outside',
  form: passOutsideForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const { register, body, contact, reference, answer: text } = input;
    // Who typed a name meant somebody: the choice above it may be an oversight.
    if (register && (body || contact)) return refuse('reports.one-of-two', 422, {}, 'register');
    if (register) {
      const chosen = (await bodiesServing(ctx, report.place)).find(({ id }) => id === register);
      return chosen
        ? passOn(ctx, report, chosen, { who: 'office', text, reference })
        : refuse('reports.no-such-body', 422, {}, 'register');
    }
    if (!body) return refuse('reports.to-whom', 422, {}, 'body');
    if (!contact) return refuse('reports.reached-how', 422, { body }, 'contact');
    return move(ctx, report, {
      verb: 'reports.pass-outside',
      to: 'not-ours',
      text,
      then: (act) =>
        insertHop(ctx.db, {
          act,
          report: report.id,
          at: ctx.now,
          to_place: null,
          body_id: null,
          body,
          contact,
          reference: reference ?? null,
        }),
    });
  },
});

/** The body has answered with its reference: it stands on the hop from now on. */
export const addReference = verb({
  name: 'reports.add-reference',
  form: referenceForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const now = await lockOwn(ctx, report);
    if (isRefusal(now)) return now;
    const hop = (await listHops(ctx.db, report.id)).at(-1);
    if (now.state !== 'not-ours' || !hop) return refuse('reports.not-passed', 409);
    await setReference(ctx.db, hop.act, input.reference);
    await acknowledgeByHand(ctx, hop.act);
    await ctx.act({
      verb: 'reports.add-reference',
      entry: report.id,
      code: report.code,
      place: report.place,
      public: { state: now.state, hop: hop.act },
      private: { staff: true, reference: input.reference },
    });
    return { code: report.code, state: now.state };
  },
});
