import type { Ctx, Db } from '../../kernel/context.ts';
import { territoryOf } from '../territory/territory.ts';
import type { SettingDeclaration } from './setting.ts';
import { mustBeAskable } from './setting-form.ts';
import { settingsInForce } from './store.ts';

const declared = new Map<string, SettingDeclaration>();
const inForce = new WeakMap<object, Map<string, unknown>>();

/** Called once, when the house is built. */
export function declareSettings(list: readonly SettingDeclaration[]): void {
  for (const setting of list) {
    mustBeAskable(setting);
    declared.set(setting.name, setting);
  }
}

export function allSettings(): SettingDeclaration[] {
  return [...declared.values()];
}

export function settingDeclared(name: string): SettingDeclaration | undefined {
  return declared.get(name);
}

/** Reads the settings in force: when the house is built, after every act that changes them, and each minute, since some are decided for a day to come. */
export async function loadSettings(config: object, db: Db, now: Date): Promise<void> {
  inForce.set(config, new Map((await settingsInForce(db, now)).map((row) => [`${row.place} ${row.name}`, row.value])));
}

/** What holds in a place: its own decision, else that of the metropolis, else what the room declared. */
export function settingOf<T>(ctx: Pick<Ctx, 'config'>, place: string, name: string): T {
  const declaration = declared.get(name);
  if (!declaration) throw new Error(`no room declares the setting ${name}`);
  const own = declaration.whole ? undefined : ownSetting(ctx, place, name);
  if (own !== undefined) return own as T;
  const metropolis = territoryOf(ctx).metropolis;
  const inherited = metropolis && !declaration.apart ? ownSetting(ctx, metropolis.id, name) : undefined;
  return (inherited === undefined ? declaration.otherwise : inherited) as T;
}

export function ownSetting(ctx: Pick<Ctx, 'config'>, place: string, name: string): unknown {
  return inForce.get(ctx.config)?.get(`${place} ${name}`);
}
