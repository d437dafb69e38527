import Type, { type Static } from 'typebox';
import { settingOf } from '../../commons/settings/settings.ts';
import type { Ctx } from '../../kernel/context.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Lang } from '../../kernel/text/text.ts';

/** What a kind may be marked with. */
const icons = ['road', 'lamp', 'bin', 'tree', 'drop', 'flag', 'building', 'crane', 'bell', 'shield', 'hands', 'dots'] as const;

/** Kinds of problem, as the metropolis or a municipality decides them. `days` are working days promised. */
export const categoriesSchema = Type.Array(
  Type.Object(
    {
      it: Type.String({ minLength: 2, maxLength: 60 }),
      en: Type.String({ minLength: 2, maxLength: 60 }),
      days: Type.Integer({ minimum: 1, maximum: 365 }),
      icon: Type.Enum([...icons]),
      code: Type.String({ pattern: '^[a-z][a-z-]{1,39}$' }),
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 60 },
);

export type Category = Static<typeof categoriesSchema>[number];

export const usualCategories: Category[] = [
  { code: 'roads', it: 'Strade e marciapiedi', en: 'Roads and pavements', icon: 'road', days: 20 },
  { code: 'lighting', it: 'Illuminazione', en: 'Street lighting', icon: 'lamp', days: 10 },
  { code: 'waste', it: 'Rifiuti', en: 'Waste', icon: 'bin', days: 5 },
  { code: 'green', it: 'Verde e alberi', en: 'Parks and trees', icon: 'tree', days: 15 },
  { code: 'water', it: 'Acqua e fogne', en: 'Water and drains', icon: 'drop', days: 5 },
  { code: 'signs', it: 'Segnali e strisce', en: 'Signs and markings', icon: 'flag', days: 30 },
  { code: 'buildings', it: 'Scuole ed edifici pubblici', en: 'Schools and public buildings', icon: 'building', days: 20 },
  { code: 'other', it: 'Altro', en: 'Something else', icon: 'dots', days: 20 },
];

/** Reports bear the code of their kind: two kinds of one code would be taken for each other. */
export function refusedCategories(categories: readonly Category[]): Refusal | undefined {
  const twice = categories.find(({ code }, i) => categories.findIndex((other) => other.code === code) < i);
  return twice && refuse('reports.category-twice', 422, { code: twice.code });
}

/** The kinds offered in a place. */
export function categoriesOf(ctx: Pick<Ctx, 'config'>, place: string): Category[] {
  return settingOf<Category[]>(ctx, place, 'reports.categories');
}

export function categoryOf(ctx: Pick<Ctx, 'config'>, place: string, code: string | null): Category | undefined {
  return categoriesOf(ctx, place).find((category) => category.code === code);
}

export function categoryName(ctx: Ctx, place: string, code: string | null): string {
  const category = categoryOf(ctx, place, code);
  return category ? category[ctx.words.lang as Lang] : '';
}
