import { settingOf } from '../../commons/settings/settings.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { CategoryRule, Group, Kind } from './category-settings.ts';
import type { Question } from './question.ts';

/** A kind of problem as it holds in a place: the tree of the metropolis, with what the municipality decides otherwise. */
export interface Category {
  code: string;
  it: string;
  en: string;
  icon: string;
  /** Code of the branch under which it stands. */
  group?: string;
  /** Working days promised. */
  days: number;
  /** So many metres around it another report of the kind may be the same problem. */
  radius: number;
  /** Who may send one: anybody, whoever confirms an address, whoever has signed in. */
  who: 'anyone' | 'email' | 'person';
  /** Who reads it: everybody, or the office alone. */
  audience: 'public' | 'office';
  /** Code of the body that answers for it, when it is not the municipality's own office. */
  handler?: string;
  /** Offered to whoever sends a report. What is not remains the name of what was sent before. */
  offered: boolean;
  /** What is asked more. */
  questions: Question[];
}

/** All kinds of a place, offered or not, in the order of the tree. */
export function allCategoriesOf(ctx: Pick<Ctx, 'config'>, place: string): Category[] {
  const tree = settingOf<Kind[]>(ctx, place, 'reports.categories');
  const rules = settingOf<CategoryRule[]>(ctx, place, 'reports.category-rules');
  const questions = settingOf<Question[]>(ctx, place, 'reports.questions');
  // Settings are the same objects until they are decided anew: a list asks for the name of each of its rows.
  const before = merged.get(tree)?.find((one) => one.rules === rules && one.questions === questions);
  if (before) return before.categories;
  const categories = tree.map((kind) => {
    const rule = rules.find(({ category }) => category === kind.code);
    return {
      ...kind,
      days: rule?.days ?? kind.days,
      radius: rule?.radius ?? kind.radius ?? 100,
      who: rule?.who ?? kind.who ?? 'anyone',
      audience: rule?.audience ?? kind.audience ?? 'public',
      handler: rule?.handler ?? kind.handler,
      offered: rule?.offered !== 'no',
      questions: questions.filter(({ category }) => category === kind.code),
    };
  });
  merged.set(tree, [{ rules, questions, categories }, ...(merged.get(tree) ?? []).slice(0, 200)]);
  return categories;
}

const merged = new WeakMap<Kind[], { rules: CategoryRule[]; questions: Question[]; categories: Category[] }[]>();

/** The kinds offered in a place. */
export function categoriesOf(ctx: Pick<Ctx, 'config'>, place: string): Category[] {
  return allCategoriesOf(ctx, place).filter(({ offered }) => offered);
}

/** The kind of a report, offered or no longer. */
export function categoryOf(ctx: Pick<Ctx, 'config'>, place: string, code: string | null): Category | undefined {
  return allCategoriesOf(ctx, place).find((category) => category.code === code);
}

export function categoryName(ctx: Ctx, place: string, code: string | null): string {
  const kind = settingOf<Kind[]>(ctx, place, 'reports.categories').find((one) => one.code === code);
  return kind ? kind[ctx.words.lang] : '';
}

/** Name of a branch of the tree. */
export function groupName(ctx: Ctx, code: string): string {
  return groupsOf(ctx).find((group) => group.code === code)?.[ctx.words.lang] ?? code;
}

function groupsOf(ctx: Ctx): Group[] {
  const { metropolis } = territoryOf(ctx);
  return metropolis ? settingOf<Group[]>(ctx, metropolis.id, 'reports.category-groups') : [];
}

/** The branches of the tree with the kinds offered in a place, each under its branch; first those that stand under none. */
export function branchesOf(ctx: Ctx, place: string): { name: string; categories: Category[] }[] {
  const groups = groupsOf(ctx);
  const offered = categoriesOf(ctx, place);
  const under = (code: string | undefined) =>
    offered.filter(({ group }) => groups.find((one) => one.code === group)?.code === code);
  return [
    { name: '', categories: under(undefined) },
    ...groups.map((group) => ({ name: group[ctx.words.lang], categories: under(group.code) })),
  ].filter(({ categories }) => categories.length > 0);
}
