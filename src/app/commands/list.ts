import type { Command } from './command.ts';

/** Every command, in the order of the overview; each is read only when it is asked for. */
const commands: Record<string, () => Promise<{ command: Command }>> = {
  setup: () => import('./setup.ts'),
  'territory import': () => import('./territory-import.ts'),
  'addresses import': () => import('./addresses-import.ts'),
  'registry import': () => import('./registry-import.ts'),
  'person invite': () => import('./person-invite.ts'),
  'person role': () => import('./person-role.ts'),
  'api-key create': () => import('./api-key-create.ts'),
  'api-key revoke': () => import('./api-key-revoke.ts'),
  'reports import': () => import('./reports-import.ts'),
  'reports owners': () => import('./reports-owners.ts'),
  seed: () => import('./seed.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
  erase: () => import('./erase.ts'),
  move: () => import('./move.ts'),
  doctor: () => import('./doctor.ts'),
  config: () => import('./config.ts'),
  'room new': () => import('./room-new.ts'),
  docs: () => import('./docs.ts'),
};

export const commandNames: readonly string[] = Object.keys(commands);

export async function commandNamed(name: string): Promise<Command> {
  return (await commands[name]!()).command;
}
