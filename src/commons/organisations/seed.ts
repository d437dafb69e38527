import type { Ctx } from '../../kernel/context.ts';
import { findDemoPerson } from '../people/seed.ts';
import { territoryOf } from '../territory/territory.ts';
import { promised } from './actions.ts';
import type { OrganisationKind } from './organisations.ts';
import { insertOrganisation } from './store.ts';
import { insertDelegate } from './store-delegates.ts';

/** Name, kind, rank of its municipality in the order of names, and who may act for it. All invented. */
const invented: readonly [string, OrganisationKind, number, string][] = [
  ['Associazione Riva Pulita', 'association', 0, 'pietro-vallesi'],
  ['Amici della Ciclabile Lungarsa', 'association', 0, 'ilaria-mescoli'],
  ['Cooperativa Sale e Vento', 'firm', 1, 'nicola-bravetti'],
  ['Istituto comprensivo Le Fornaci', 'school', 0, 'chiara-peverada'],
  ['Università di Valdarena', 'university', 0, 'franco-ottonieri'],
];

export async function seed(ctx: Ctx): Promise<void> {
  const { municipalities } = territoryOf(ctx);
  for (const [name, kind, rank, key] of invented) {
    const place = municipalities[rank];
    const person = await findDemoPerson(ctx.db, key);
    if (!place || !person) continue;
    const id = ctx.id();
    const inserted = await insertOrganisation(ctx.db, { id, name, kind, place: place.id, state: 'verified', now: ctx.now });
    if (inserted) await insertDelegate(ctx.db, { id: ctx.id(), organisation: id, person: person.id, now: ctx.now });
  }
  await seedAsked(ctx);
}

/** One that waits to be checked. */
async function seedAsked(ctx: Ctx): Promise<void> {
  const [place] = territoryOf(ctx).municipalities;
  const person = await findDemoPerson(ctx.db, 'rosa-lombrici');
  if (!place || !person) return;
  const id = ctx.id();
  const inserted = await insertOrganisation(ctx.db, {
    ...{ id, name: 'Circolo Lettori del Porto', kind: 'association', place: place.id, state: 'asked', fiscalCode: '90000000001' },
    description: 'Leggiamo insieme, ogni giovedì, nella sala della vecchia dogana.',
    due: promised(ctx, place.id),
    now: ctx.now,
  });
  const title = 'Presidente';
  if (inserted) await insertDelegate(ctx.db, { id: ctx.id(), organisation: id, person: person.id, title, now: ctx.now });
}
