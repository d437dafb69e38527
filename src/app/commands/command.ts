import type { Config } from '../../kernel/config.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Words } from '../../kernel/text/text.ts';
import type { Outcome } from '../../kernel/verbs/perform.ts';
import type { House } from '../build.ts';

/** What a command ends with, for scripts. */
export const exits = { done: 0, fault: 1, wrongUse: 2, folderInUse: 3, unfitDatabase: 4, refused: 5 } as const;

/** `--name`, with a value where `value` names one. Its line in the help is the text `commands.<command>.option.<name>`. */
export interface Option {
  name: string;
  value?: string;
  required?: boolean;
}

/** One command: a file of this folder, and a line in `list.ts`. Its summary is the text `commands.<command>.summary`, with dashes for spaces. */
export interface Command {
  name: string;
  /** The files it is given without a name before them. */
  takes: readonly string[];
  options: readonly Option[];
  /** Exactly one of these options must be given. */
  oneOf?: readonly string[];
  /** It changes data: `--dry-run` says what would happen. */
  dryRun: boolean;
  run(call: Call): Promise<Result | Refusal>;
}

/** The command as it was typed, and the ways to speak and act. */
export interface Call {
  /** Value of an option, or of what the command takes. */
  value(name: string): string | undefined;
  /** A value that the command requires. */
  needed(name: string): string;
  flag(name: string): boolean;
  dryRun: boolean;
  config: Config;
  words: Words;
  /** A line of progress, on standard error. */
  tell(line: string): void;
  /** Opens the house, beside a running server if there is one; it is closed when the command ends. */
  open(config?: Config): Promise<House>;
  /** The database alone, as it is: no migration is applied. */
  openDatabase(config?: Config): Promise<Database>;
}

export interface Result {
  /** What `--json` prints. */
  value: object;
  /** What people read. */
  lines: readonly string[];
  /** 1 when the command did its work and found something wrong. */
  exit?: 0 | 1;
}

/** What a verb did, or the refusal to be told: faults of the form become the first of their sentences. */
export function doneOr<O>(
  call: Pick<Call, 'words'>,
  outcome: Outcome<O>,
): { done: O; refusal?: undefined } | { refusal: Refusal; done?: undefined } {
  if ('done' in outcome) return outcome;
  if ('refused' in outcome) return { refusal: outcome.refused };
  return { refusal: refuse('commands.input', 422, { faults: faultsOf(call.words, outcome.invalid) }) };
}

function faultsOf(words: Words, form: FormState): string {
  return form.errors.map((error) => words.t(error.key, error.params)).join(' ');
}
