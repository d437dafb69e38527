import { readdir, readFile } from 'node:fs/promises';
import type { DescribedTable } from '../../kernel/database/store-describe.ts';
import type { Verb } from '../../kernel/verbs/verb.ts';
import { kernelRoom } from '../build.ts';
import {
  type ActorKind,
  actorKinds,
  answerTo,
  type Expectation,
  expectedOfRule,
  expectedOfVerb,
  type Whose,
  whoseKinds,
} from '../matrix/expected.ts';
import { rooms } from '../modules.ts';

const made = '<!-- Made by `npm run docs`; do not edit. -->';

/** Who may what: every route and every verb with its rule. */
export function permissionsPage(): string {
  const verbs = everyVerb().map(({ name, may, limit }) => [
    `\`${name}\``,
    may.name,
    may.who,
    limit ? `${limit.times} in ${limit.seconds} s` : '',
  ]);
  const routes = rooms
    .flatMap((room) =>
      (room.routes ?? []).map((route) => [
        route.method,
        `\`${route.path}\``,
        route.may.name,
        route.may.who,
        route.verb ? `\`${route.verb.name}\`` : route.summary,
      ]),
    )
    .sort((a, b) => compare(a[1]!, b[1]!) || compare(a[0]!, b[0]!));
  return page(
    'Who may what',
    'Every verb, and every address with its rule. A verb is asked at each of its addresses, at `POST /api/v1/verbs/<name>` and on the command line, by the same rule.',
    `## Verbs\n\n${table(['verb', 'rule', 'who may', 'limit'], verbs)}`,
    `## Addresses\n\n${table(['', 'address', 'rule', 'who may', 'what'], routes)}`,
    matrixSection(),
  );
}

/** What each rule answers to every kind of actor, as `test/matrix` asks it over HTTP. */
function matrixSection(): string {
  const shown: Record<Whose, string> = { own: 'own', a: 'A', b: 'B', none: 'yes' };
  const cell = (expected: Expectation, actor: ActorKind): string => {
    const kinds = whoseKinds.filter((whose) => expected.yes[whose]);
    const yes = kinds.filter((whose) => answerTo(expected, actor, whose) === 'yes');
    if (yes.length === 0) return String(answerTo(expected, actor, kinds[0]!));
    return yes.length === kinds.length ? 'yes' : yes.map((whose) => shown[whose]).join(' ');
  };
  const rows = [
    ...Object.entries(expectedOfRule),
    ...Object.entries(expectedOfVerb).map(([name, one]) => [`\`${name}\``, one] as const),
  ]
    .sort(([one], [other]) => compare(one.replaceAll('`', ''), other.replaceAll('`', '')))
    .map(([name, expected]) => [name, ...actorKinds.map((actor) => cell(expected, actor))]);
  return [
    '## Matrix',
    'What each rule answers, as `test/matrix` asks it over HTTP for every verb and every address. A and B are two municipalities; `own` is what the actor wrote or holds (in A), `A` and `B` what is of others there. `yes`: on all of them that exist for this rule. A number is the status of the no: 401 sign in, 403 not yours, 404 not there for you, 422 prove it (the receipt of a report). What is private in A is 404 to whoever is not of its offices and did not write it, before any rule is asked. A key is let through only for the verbs that it was made for (`key-without`: 403 for every other). A verb in the first column finds its subject only among what the actor looks after.',
    table(['rule', ...actorKinds], rows),
  ].join('\n\n');
}

/** What is written in the register, and who hears it. */
export function actsPage(): string {
  const rows = everyVerb().map((verb) => [`\`${verb.name}\``, verb.may.who, fieldsOf(verb), hearersOf(verb.name)]);
  const all = subscribers().filter(({ verbs }) => !verbs);
  const others = [...new Set(subscribers().flatMap(({ verbs }) => verbs ?? []))]
    .filter((name) => !rows.some(([verb]) => verb === `\`${name}\``))
    .sort(compare);
  return page(
    'Acts in the register',
    'Each verb writes at least one act under its name, in the transaction in which it changes state. An act says which verb, about which thing, in which place, when, with which assurance; what is public of it anyone may read, to the rest it only commits.',
    `## Verbs\n\n${table(['act', 'who may', 'input (required ones in bold)', 'heard by'], rows)}`,
    ...(others.length > 0
      ? [
          `## Heard, but written by no verb of this list\n\n${others.map((name) => `- \`${name}\`: ${hearersOf(name)}`).join('\n')}`,
        ]
      : []),
    `## Who hears every act\n\n${all.map(({ name }) => `- \`${name}\``).join('\n')}`,
  );
}

/** The tables as they are, with what the migrations say of them. */
export async function schemaPage(tables: readonly DescribedTable[]): Promise<string> {
  const said = await commentsOf();
  const sections = tables.map(({ schema, table: name, columns, rules }) => {
    const about = said.get(`${schema}.${name}`);
    const rows = columns.map((column) => [
      `\`${column.name}\``,
      column.type,
      column.nullable ? '' : 'not null',
      column.otherwise ? `\`${column.otherwise}\`` : '',
      said.get(`${schema}.${name}.${column.name}`) ?? '',
    ]);
    return `## ${schema}.${name}\n\n${about ? `${about}\n\n` : ''}${table(['column', 'type', '', 'otherwise', ''], rows)}\n\n${rules.map((rule) => `- \`${rule}\``).join('\n')}`;
  });
  return page(
    'Tables',
    'Each room has a schema of its own; references point only downwards, to the floors below. The queue of jobs (schema `jobs`) belongs to pg-boss.',
    ...sections,
  );
}

function everyVerb(): Verb[] {
  return rooms.flatMap((room) => room.verbs ?? []).sort((a, b) => compare(a.name, b.name));
}

function subscribers() {
  return rooms.flatMap((room) => room.subscribers ?? []).sort((a, b) => compare(a.name, b.name));
}

function hearersOf(verb: string): string {
  return subscribers()
    .filter(({ verbs }) => verbs?.includes(verb))
    .map(({ name }) => `\`${name}\``)
    .join(', ');
}

function fieldsOf(verb: Verb): string {
  const required: readonly string[] = verb.form.required ?? [];
  return Object.keys(verb.form.properties)
    .map((name) => (required.includes(name) ? `**${name}**` : name))
    .join(', ');
}

/** Comments of the migrations: those before a table, and those before or behind a column. */
async function commentsOf(): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  for (const room of [kernelRoom, ...rooms]) {
    const folder = new URL('./migrations/', room.home);
    const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.sql')).sort();
    for (const file of files) gather(await readFile(new URL(file, folder), 'utf8'), said);
  }
  return said;
}

function gather(text: string, said: Map<string, string>): void {
  let waiting: string[] = [];
  let inside = '';
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line.startsWith('--')) {
      waiting.push(line.replace(/^--\s*/, ''));
      continue;
    }
    const begun = /^create table (?:if not exists )?([a-z_]+\.[a-z_]+) \(/.exec(line)?.[1];
    const added = /^alter table ([a-z_]+\.[a-z_]+) add column ([a-z_]+)/.exec(line);
    const column = inside ? /^([a-z_]+)\s+[a-z]/.exec(line)?.[1] : undefined;
    const behind = /--\s*(.+)$/.exec(line)?.[1];
    const words = [...waiting, ...(behind ? [behind] : [])].join(' ');
    const about = begun ?? (added ? `${added[1]}.${added[2]}` : column ? `${inside}.${column}` : undefined);
    if (about && words) said.set(about, words);
    if (begun) inside = begun;
    if (line.startsWith(')')) inside = '';
    waiting = [];
  }
}

export function page(title: string, lead: string, ...sections: string[]): string {
  return `${[made, `# ${title}`, lead, ...sections].join('\n\n')}\n`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** The same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
