import type { Static } from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import type { SettingDeclaration } from '../settings/setting.ts';
import { settingOf } from '../settings/settings.ts';
import { participationSchema } from './forms.ts';
import { ownRule } from './registry.ts';
import type { Rule } from './rule.ts';

type Participation = Static<typeof participationSchema>;

const participationSetting = 'registry.participation';

/** Who takes part in a municipality, unless a procedure says otherwise: its residents from an age on, and whom it takes besides. */
export const registrySettings: readonly SettingDeclaration[] = [
  { name: participationSetting, schema: participationSchema, otherwise: { from: 16, groups: [] } satisfies Participation },
];

export function ruleOf(ctx: Pick<Ctx, 'config'>, place: string): Rule {
  const { from, groups } = settingOf<Participation>(ctx, place, participationSetting);
  return ownRule(ctx, { places: [place], from, groups, on: null });
}
