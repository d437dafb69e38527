import { lockEntry } from '../../../commons/entries/store.ts';
import { type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verbs/verb.ts';
import { mayWorkOn } from '../permissions.ts';
import * as store from '../store.ts';
import { insertHop, listHops, setReference } from '../store-moves.ts';
import { find, type Moved, move } from './actions.ts';
import { passOutsideForm, passToOfficeForm, referenceForm } from './forms.ts';

/** To the desk of another municipality of the metropolis: it is theirs from now on, and their promise begins. */
export const passToOffice = verb({
  name: 'reports.pass-to-office',
  form: passToOfficeForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const place: Place | undefined = territoryOf(ctx).bySlug.get(input.municipality);
    if (place?.kind !== 'municipality') return refuse('reports.no-such-office', 422, {}, 'municipality');
    if (place.id === report.place) return refuse('reports.own-office', 422, {}, 'municipality');
    return move(ctx, report, {
      verb: 'reports.pass-to-office',
      to: 'sent',
      place: place.id,
      text: input.answer,
      facts: { to: place.id },
      then: async (act) => {
        const hop = { act, report: report.id, at: ctx.now, to_place: place.id, body: null, contact: null, reference: null };
        await insertHop(ctx.db, hop);
        await store.assign(ctx.db, report.id, null);
      },
    });
  },
});

/** To a body outside, by name, with the way to reach it; its reference when it is known. */
export const passOutside = verb({
  name: 'reports.pass-outside',
  form: passOutsideForm,
  find,
  may: mayWorkOn,
  run: (ctx, input, report): Promise<Moved | Refusal> =>
    move(ctx, report, {
      verb: 'reports.pass-outside',
      to: 'not-ours',
      text: input.answer,
      then: (act) =>
        insertHop(ctx.db, {
          act,
          report: report.id,
          at: ctx.now,
          to_place: null,
          body: input.body,
          contact: input.contact,
          reference: input.reference ?? null,
        }),
    }),
});

/** The body has answered with its reference: it stands on the hop from now on. */
export const addReference = verb({
  name: 'reports.add-reference',
  form: referenceForm,
  find,
  may: mayWorkOn,
  run: async (ctx, input, report): Promise<Moved | Refusal> => {
    const now = (await lockEntry(ctx.db, report.id))!;
    const hop = (await listHops(ctx.db, report.id)).at(-1);
    if (now.place !== report.place) return refuse('reports.not-your-office');
    if (now.state !== 'not-ours' || !hop) return refuse('reports.not-passed', 409);
    await setReference(ctx.db, hop.act, input.reference);
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
