import { nobody, type PersonalTable } from '../../kernel/personal/personal.ts';
import { kernelRoom } from '../build.ts';
import { rooms } from '../modules.ts';
import { page, table } from './docs-pages.ts';

/** The record of what is done with personal data (GDPR art. 30), as the rooms declare it. */
export function dataMapPage(): string {
  const all = [kernelRoom, ...rooms].flatMap(({ personal }) => (personal ? [personal] : []));
  const tables = all.flatMap((personal) => Object.entries(personal.tables));
  const sections = tables.flatMap(([name, declared]) => (declared === nobody ? [] : [sectionOf(name, declared)]));
  const without = tables.filter(([, declared]) => declared === nobody).map(([name]) => `\`${name}\``);
  const rules = all.flatMap((personal) => personal.rules ?? []);
  return page(
    'Where people stand in the data',
    'The record of processing (GDPR art. 30): for each table with a person in it the purpose, the legal base, how long it is kept, and for each column whether it is in the copy that a person takes away (art. 15, 20) and what erasure (art. 17) does to it. A test compares it with the tables as they are. The controllers are the municipality that is competent and, for what concerns all, the metropolitan city; whoever runs the server works for them (art. 28).',
    `## What erasure does\n\n- **row**: the row is deleted.\n- **emptied**: the value is, always.\n- **words**: emptied where only an office read it; elsewhere when the person asks for the own words to go. What an office or an organisation said through a person stays.\n- **kept**: stays, and no longer says who it was: the row of the person is empty, and the keys of the register's commitments are destroyed.`,
    `## Forgotten by itself, every night\n\n${table(
      ['rule', 'what, after how long and why'],
      rules.map(({ name, says }) => [`\`${name}\``, says]),
    )}\n\nDrafts, sessions and sign-in links are deleted by the jobs of their rooms when they end.`,
    ...sections,
    `## Tables without people\n\n${without.join(', ')}`,
  );
}

function sectionOf(name: string, declared: PersonalTable): string {
  const rows = Object.entries(declared.columns).map(([column, { copy, erased }]) => [
    `\`${column}\``,
    copy === true ? 'yes' : `no: ${copy}`,
    declared.erased ?? erased,
  ]);
  return `## ${name}\n\n${declared.purpose}. Base: ${declared.basis}. Kept: ${declared.kept}.\n\n${table(['column', 'in the copy', 'erasure'], rows)}`;
}
