import type { Imported } from '../../commons/territory/actions.ts';
import type { Place } from '../../commons/territory/territory.ts';
import type { Call } from './command.ts';

/** What an import of boundaries did, for people. */
export function importedLines(call: Call, done: Imported, municipalities: readonly Place[]): string[] {
  const { t } = call.words;
  const inhabitants = municipalities.reduce((sum, place) => sum + (place.population ?? 0), 0);
  const lines = call.dryRun
    ? [done.metropolis]
    : [t('commands.territory.there', { name: done.metropolis, n: municipalities.length, inhabitants })];
  for (const what of ['created', 'changed', 'updated', 'left'] as const) {
    if (done[what].length > 0)
      lines.push(t(`commands.territory.${what}`, { n: done[what].length, names: done[what].join(', ') }));
  }
  if (done.created.length + done.changed.length + done.updated.length + done.left.length === 0)
    lines.push(t('commands.territory.same'));
  for (const { name, reason } of done.repaired) lines.push(t('commands.territory.repaired', { name, reason }));
  return lines;
}
