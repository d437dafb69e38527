import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all } from '../../kernel/database/store.ts';

export interface SettingRow {
  place: string;
  name: string;
  value: unknown;
}

/** Every setting in force. */
export async function settingsInForce(db: Db): Promise<SettingRow[]> {
  return all(db, sql<SettingRow>`select place, name, value from settings.settings where until is null`);
}

/** Ends the value in force and, unless the place goes back to what it inherits, begins the new one. */
export async function decide(
  db: Db,
  setting: { id: string; place: string; name: string; value: unknown; now: Date },
): Promise<void> {
  await sql`update settings.settings set until = ${setting.now} where place = ${setting.place} and name = ${setting.name} and until is null`.execute(
    db,
  );
  if (setting.value === null) return;
  await sql`
    insert into settings.settings (id, place, name, value, since)
    values (${setting.id}, ${setting.place}, ${setting.name}, ${JSON.stringify(setting.value)}::jsonb, ${setting.now})`.execute(
    db,
  );
}
