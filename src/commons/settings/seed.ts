import type { Ctx } from '../../kernel/context.ts';
import { writeHistory } from '../../kernel/register/register.ts';
import { territoryOf } from '../territory/territory.ts';
import { ownSetting } from './settings.ts';
import { decide } from './store.ts';
import { faultOfTheme, type Theme } from './theme.ts';

/** Main, deep, veil and spark of the invented municipalities, in the order of their names. */
const themes: readonly [string, string, string, string][] = [
  ['#74306f', '#3a1539', '#f6edf5', '#f2c14e'],
  ['#1d4fa0', '#10284f', '#eaf0fa', '#f4b942'],
  ['#3d6321', '#1f3311', '#eef4e8', '#f0c75e'],
  ['#8a3a14', '#46190a', '#f9eee8', '#f4c56a'],
  ['#0a5c73', '#06303f', '#e8f2f4', '#f4b942'],
  ['#5f5208', '#332b05', '#f5f2e2', '#f0c75e'],
  ['#3f6212', '#20330a', '#eff5e6', '#f2c14e'],
  ['#7a1f4f', '#3e0f29', '#f8ebf2', '#f4c56a'],
  ['#2f5560', '#14303a', '#e8f1f3', '#f0c75e'],
  ['#5a3d8f', '#2b1c49', '#f1edf8', '#f2c14e'],
  ['#1a55b0', '#10284f', '#eaf0fa', '#ffb59e'],
  ['#7c4a00', '#3d2500', '#f8f0e3', '#f4c56a'],
  ['#43536e', '#1f2a3b', '#edf0f5', '#f4b942'],
  ['#0a5f6b', '#063338', '#e6f3f4', '#f0c75e'],
];

/** Colours and contacts of the invented municipalities. */
export async function seed(ctx: Ctx): Promise<void> {
  const { metropolis, municipalities } = territoryOf(ctx);
  // A seed that was interrupted is begun again: what was decided stays.
  if (municipalities.some((place) => ownSetting(ctx, place.id, 'site.theme') !== undefined)) return;
  const decisions: { place: string; name: string; value: unknown }[] = [];
  if (metropolis)
    decisions.push({
      place: metropolis.id,
      name: 'site.contacts',
      value: contacts('Piazza dell’Arengo 1, 99100 Arenaria', '800 999 014', 'valdarena'),
    });
  municipalities.forEach((place, i) => {
    const [main, deep, veil, spark] = themes[i % themes.length]!;
    const theme: Theme = { main, deep, veil, spark };
    const fault = faultOfTheme(theme);
    if (fault) throw new Error(`the theme of ${place.name} misses its contrast: ${fault.pair} ${fault.ratio}`);
    decisions.push({ place: place.id, name: 'site.theme', value: theme });
    decisions.push({
      place: place.id,
      name: 'site.contacts',
      value: contacts(`Piazza del Municipio 1, ${place.name}`, `0999 100 ${200 + i}`, place.slug),
    });
  });
  for (const decision of decisions) await decide(ctx.db, { id: ctx.id(), ...decision, since: ctx.now });
  await writeHistory(
    ctx,
    decisions.map((decision) => ({
      verb: 'settings.change',
      place: decision.place,
      public: { name: decision.name, value: decision.value, since: ctx.now.toISOString() },
      at: ctx.now,
    })),
  );
}

function contacts(address: string, phone: string, slug: string) {
  return { address, phone, hours: 'lun–ven 8:30–18', email: `urp@comune.${slug}.example` };
}
