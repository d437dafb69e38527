import { parseArgs } from 'node:util';
import { lettersApart } from '../../kernel/text/letters.ts';
import type { Command, Option } from './command.ts';

/** What was typed after the name of a command, or what is wrong with it: a text key of the commands, and what it names. */
export type Typed =
  | { values: Map<string, string | true>; fault?: undefined }
  | { fault: { key: string; params: Record<string, string> }; values?: undefined };

/** Those that every command has. */
const always: readonly Option[] = [{ name: 'json' }, { name: 'help' }];

export function optionsOf(command: Command): readonly Option[] {
  return [...command.options, ...(command.dryRun ? [{ name: 'dry-run' }] : []), ...always];
}

/** Reads the arguments of a command against what it declares. */
export function readTyped(command: Command, args: readonly string[]): Typed {
  const options = optionsOf(command);
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(options.map((option) => [option.name, { type: option.value ? 'string' : 'boolean' }])),
  });
  const values = new Map<string, string | true>();
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value);
    if (token.kind !== 'option') continue;
    const option = options.find((one) => one.name === token.name);
    if (!option)
      return {
        fault: unknown(
          token.rawName,
          options.map((one) => `--${one.name}`),
          'option',
        ),
      };
    if (values.has(option.name)) return { fault: { key: 'commands.wrong.twice', params: { name: `--${option.name}` } } };
    if (option.value && (token.value === undefined || token.value === ''))
      return { fault: { key: 'commands.wrong.no-value', params: { name: `--${option.name}`, value: option.value } } };
    if (!option.value && token.value !== undefined)
      return { fault: { key: 'commands.wrong.value', params: { name: `--${option.name}` } } };
    values.set(option.name, token.value ?? true);
  }
  if (values.has('help')) return { values };
  if (given.length > command.takes.length)
    return { fault: { key: 'commands.wrong.too-many', params: { text: given[command.takes.length]! } } };
  for (const [n, name] of command.takes.entries()) {
    const text = given[n];
    if (!text) return { fault: { key: 'commands.wrong.missing', params: { name } } };
    values.set(name, text);
  }
  const missing = options.find((option) => option.required && !values.has(option.name));
  if (missing)
    return { fault: { key: 'commands.wrong.missing', params: { name: `--${missing.name} ${missing.value ?? ''}`.trim() } } };
  if (command.oneOf && command.oneOf.filter((name) => values.has(name)).length !== 1) {
    return { fault: { key: 'commands.wrong.one-of', params: { names: command.oneOf.map((name) => `--${name}`).join(', ') } } };
  }
  return { values };
}

/** A word that nobody knows, with the nearest that somebody does. */
export function unknown(
  text: string,
  known: readonly string[],
  what: 'option' | 'command',
): { key: string; params: Record<string, string> } {
  const [best] = known.map((word) => ({ word, wrong: lettersApart(text, word) })).sort((a, b) => a.wrong - b.wrong);
  const near = best && best.wrong <= Math.max(2, Math.floor(text.length / 3)) ? best.word : undefined;
  return near
    ? { key: `commands.wrong.unknown-${what}-near`, params: { text, near } }
    : { key: `commands.wrong.unknown-${what}`, params: { text } };
}
