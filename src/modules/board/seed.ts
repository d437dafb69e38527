import { tallies } from '../../commons/entries/store-figures.ts';
import type { SeedSize } from '../../commons/module.ts';
import { findDemoPerson } from '../../commons/people/seed.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { writeAct } from '../../kernel/register/register.ts';
import { publish } from './actions.ts';

const news = {
  'Via dei Filatoi: il sottopasso riapre lunedì':
    'I lavori sono finiti sei giorni prima del previsto. Il sottopasso riapre alle 6 del mattino; per la prima settimana il limite è di 30 all’ora.',
  'Gli uffici aprono anche il giovedì pomeriggio':
    'Da dicembre lo sportello al cittadino resta aperto il giovedì dalle 15 alle 18. Si può venire senza appuntamento.',
  'Spazzatrice in centro: dove non parcheggiare':
    'Martedì e mercoledì si puliscono le strade fra la piazza e il porto. I cartelli sono già sul posto.',
  'La biblioteca presta anche gli attrezzi':
    'Trapani, scale e carriole si prenotano al banco con la tessera. Il prestito dura una settimana.',
  'Corso gratuito per usare SPID e CIE':
    'Due incontri al laboratorio aperto. Posti limitati: ci si iscrive allo sportello o per telefono.',
};

/** Short news of the invented administrations, in the weeks before today. */
export async function seed(ctx: Ctx, size: SeedSize): Promise<void> {
  if (size !== 'demo' || (await tallies(ctx.db, { kind: 'news' })).length > 0) return;
  const { metropolis, municipalities } = territoryOf(ctx);
  const author = await findDemoPerson(ctx.db, 'elena-sarpieri');
  const roles = [{ role: 'metropolitan-administrator', place: metropolis!.id, whole: true }];
  const actor = { ...ctx.actor, kind: 'person' as const, person: author!.id, assurance: 'email' as const, roles };
  for (const [i, place] of municipalities.entries()) {
    const [title, body] = Object.entries(news)[i % Object.keys(news).length]!;
    const now = new Date(ctx.now.getTime() - (i * 2 + 1) * 86_400_000);
    const past: Ctx = { ...ctx, actor, now, act: (act) => writeAct(past, act) };
    await publish.run(past, { place: place.slug, title, body }, { place: place.id }, undefined);
  }
}
