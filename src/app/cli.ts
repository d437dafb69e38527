/** `npm run -s arengo -- <command> [--help] [--json] [--dry-run]`: finds the command, runs it, says how it went. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { type Config, ConfigError, commandLanguage, readConfig } from '../kernel/config.ts';
import { safeError } from '../kernel/faults.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { declareTexts, type Words, wordsFor } from '../kernel/text/text.ts';
import type { House } from './build.ts';
import { type Call, type Command, exits, type Result } from './commands/command.ts';
import { commandNamed, commandNames } from './commands/list.ts';
import en from './commands/texts/en.json' with { type: 'json' };
import it from './commands/texts/it.json' with { type: 'json' };
import { optionsOf, readTyped, unknown } from './commands/typed.ts';

const wantedNode = 24;

interface End {
  exit: number;
  /** For standard output with `--json`. */
  value: object;
  /** For standard output, or for standard error when something went wrong. */
  lines: readonly string[];
}

async function main(args: readonly string[]): Promise<End> {
  declareTexts('commands', it, en);
  const words = wordsFor(commandLanguage());
  if (Number(process.versions.node.split('.')[0]) < wantedNode)
    return wrong(
      exits.fault,
      'commands.wrong.node',
      words.t('commands.wrong.node', { wanted: wantedNode, version: process.version }),
    );
  const name = commandNames.find((one) => one === args.slice(0, one.split(' ').length).join(' '));
  if (!name) return withoutCommand(words, args);
  const command = await commandNamed(name);
  const typed = readTyped(command, args.slice(name.split(' ').length));
  if (typed.fault) {
    return wrong(
      exits.wrongUse,
      typed.fault.key,
      words.t(typed.fault.key, typed.fault.params),
      words.t('commands.see-help', { name }),
    );
  }
  if (typed.values.has('help')) return help(words, command);
  return run(words, command, typed.values);
}

function withoutCommand(words: Words, args: readonly string[]): End {
  const typed = args.filter((arg) => !arg.startsWith('-'));
  if (typed.length === 0 && (args.length === 0 || args.includes('--help') || args.includes('-h'))) return overview(words);
  if (typed[0] === 'help') return overview(words);
  const { key, params } = unknown(typed.slice(0, 2).join(' ') || args[0]!, commandNames, 'command');
  return wrong(exits.wrongUse, key, words.t(key, params), words.t('commands.see-overview'));
}

async function run(words: Words, command: Command, values: ReadonlyMap<string, string | true>): Promise<End> {
  const opened: Pick<House, 'close'>[] = [];
  try {
    const [{ buildHouse, declareRooms }, { rooms }] = await Promise.all([import('./build.ts'), import('./modules.ts')]);
    declareRooms(rooms);
    const config = readConfig();
    const value = (name: string) => (typeof values.get(name) === 'string' ? (values.get(name) as string) : undefined);
    const call: Call = {
      value,
      needed: (name) => value(name)!,
      flag: (name) => values.has(name),
      dryRun: values.has('dry-run'),
      config,
      words,
      tell: (line) => console.error(`· ${line}`),
      open: async (own = config) => {
        // Making an archive takes twenty seconds: that is told; opening one is not.
        const fresh = !own.databaseUrl && !existsSync(path.join(own.dataFolder, 'database'));
        const house = await buildHouse(own, {
          what: 'command',
          work: false,
          log: quietLog(own),
          tell: fresh ? call.tell : undefined,
        });
        opened.push(house);
        return house;
      },
      openDatabase: async (own = config) => {
        const { openDatabase } = await import('../kernel/database/database.ts');
        const database = await openDatabase(own, 'command');
        opened.push(database);
        return database;
      },
    };
    const done = await command.run(call);
    if (isRefusal(done)) return wrong(exits.refused, done.code, words.t(done.textKey, done.params));
    return ended(call, done);
  } catch (error) {
    return failed(words, error);
  } finally {
    for (const one of opened) await one.close();
  }
}

function ended(call: Call, done: Result): End {
  const value = call.dryRun ? { dryRun: true, ...done.value } : done.value;
  const lines = call.dryRun ? [...done.lines, call.words.t('commands.dry-run')] : done.lines;
  return { exit: done.exit ?? exits.done, value, lines };
}

async function failed(words: Words, error: unknown): Promise<End> {
  const [{ FolderInUse }, { UnfitDatabase }] = await Promise.all([
    import('../kernel/database/embedded.ts'),
    import('../kernel/database/migrate.ts'),
  ]);
  const { message, code, stack } = error as Error & { code?: string };
  if (error instanceof ConfigError) return wrong(exits.wrongUse, 'commands.configuration', message);
  if (error instanceof FolderInUse) return wrong(exits.folderInUse, 'commands.folder-in-use', message);
  if (error instanceof UnfitDatabase) return wrong(exits.unfitDatabase, 'commands.unfit-database', message);
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '28P01', '28000', '3D000'].includes(code ?? '')) {
    return wrong(
      exits.unfitDatabase,
      'commands.wrong.unreachable',
      words.t('commands.wrong.unreachable', { reason: message || code! }),
    );
  }
  return wrong(exits.fault, 'commands.wrong.fault', words.t('commands.wrong.fault'), stack ?? String(error));
}

/** `code` is a fact for programs, `lines` are for people. */
function wrong(exit: number, code: string, ...lines: string[]): End {
  return { exit, value: { error: { exit, code, message: lines[0] } }, lines };
}

function overview({ t }: Words): End {
  const width = Math.max(...commandNames.map((name) => name.length));
  const summaries = commandNames.map((name) => ({ name, summary: t(`commands.${name.replaceAll(' ', '-')}.summary`) }));
  const lines = [
    t('commands.usage'),
    '',
    ...summaries.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    t('commands.see-each'),
  ];
  return { exit: exits.done, value: { commands: summaries }, lines };
}

function help({ t, has }: Words, command: Command): End {
  const key = `commands.${command.name.replaceAll(' ', '-')}`;
  const shared = ['json', 'help', 'dry-run'];
  const options = optionsOf(command).map((option) => ({
    option: [`--${option.name}`, option.value].filter(Boolean).join(' '),
    required: option.required ?? false,
    what: t(shared.includes(option.name) ? `commands.option.${option.name}` : `${key}.option.${option.name}`),
  }));
  const width = Math.max(...options.map(({ option }) => option.length));
  const takes = command.takes.map((name) => ` ${name}`).join('');
  const needed = options
    .filter((option) => option.required)
    .map(({ option }) => ` ${option}`)
    .join('');
  const lines = [
    `npm run -s arengo -- ${command.name}${takes}${needed}`,
    '',
    t(`${key}.summary`),
    ...(has(`${key}.more`) ? ['', t(`${key}.more`)] : []),
    '',
    ...options.map(
      ({ option, what, required }) => `  ${option.padEnd(width)}  ${what}${required ? ` ${t('commands.required')}` : ''}`,
    ),
    '',
    t('commands.exits'),
  ];
  return {
    exit: exits.done,
    value: { command: command.name, summary: t(`${key}.summary`), takes: command.takes, options },
    lines,
  };
}

/** Only what a person must know; standard output is for the result alone. */
function quietLog(config: Config) {
  return pino(
    { level: config.logLevel === 'info' ? 'warn' : config.logLevel, serializers: { err: safeError } },
    pino.destination({ fd: 2, sync: true }),
  );
}

console.log = console.error;
const typed = process.argv.slice(2);
const { exit, value, lines } = await main(typed);
const faulty = 'error' in value;
if (faulty) console.error(lines.join('\n'));
const text = typed.includes('--json') ? `${JSON.stringify(value)}\n` : faulty ? '' : `${lines.join('\n')}\n`;
process.stdout.write(text, () => process.exit(exit));
