import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuse } from '../../kernel/refusal.ts';
import { rooms, schemas } from '../modules.ts';
import type { Command } from './command.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const modules = path.join(root, 'src/modules');
const list = path.join(root, 'src/app/modules.ts');
const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));

/** A minimal room that lives and passes its test at once: the board under another name, without its demo. */
export const command: Command = {
  name: 'room new',
  takes: ['NAME'],
  options: [],
  dryRun: true,
  run: async (call) => {
    const name = call.needed('NAME');
    if (
      !/^[a-z]{3,20}$/.test(name) ||
      schemas.includes(name) ||
      ['public', 'board', 'news'].includes(name) ||
      reserved.has(name) ||
      existsSync(path.join(modules, name))
    )
      return refuse('commands.room-name', 422, { name });
    const prefix = freePrefix(name);
    const files: [string, string][] = [];
    for (const file of await readdir(path.join(modules, 'board'), { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.name === 'seed.ts') continue;
      const from = path.join(file.parentPath, file.name);
      const to = path.join(
        modules,
        name,
        path.relative(path.join(modules, 'board'), from).replace('board', name).replace('news', 'item'),
      );
      files.push([to, renamed(await readFile(from, 'utf8'), name, prefix)]);
    }
    const listed = withRoom(await readFile(list, 'utf8'), name);
    if (!call.dryRun) {
      for (const [file, text] of files) {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      await writeFile(list, listed);
      // another name makes lines longer or shorter, and changes the order of imports: the lint must hold at once
      spawnSync(process.execPath, [biome, 'check', '--write', path.join(modules, name), list], { cwd: root, stdio: 'ignore' });
    }
    const made = files.map(([file]) => path.join('src/modules', path.relative(modules, file))).sort();
    return {
      value: { room: name, prefix, files: [...made, 'src/app/modules.ts'] },
      lines: [...made, call.words.t('commands.room.made', { name, prefix })],
    };
  },
};

/** Words of the language: the room's name is a name in its code too. */
const reserved = new Set(
  `await break case catch class const continue debugger default delete else enum export extends false finally for function implements import
  instanceof interface let new null package private protected return static super switch this throw true try typeof var void while with yield`.split(
    /\s+/,
  ),
);

/** Three letters that no kind has, for the public codes. */
function freePrefix(name: string): string {
  const taken = rooms.flatMap((room) => room.kinds ?? []).map((kind) => kind.prefix);
  const letters = name.toUpperCase();
  const tries = [
    letters.slice(0, 3),
    ...[...letters.slice(2)].map((last) => letters.slice(0, 2) + last),
    ...[...'QWXYZJK'].map((last) => letters.slice(0, 2) + last),
  ];
  return tries.find((prefix) => !taken.includes(prefix))!;
}

function renamed(text: string, name: string, prefix: string): string {
  const title = name[0]!.toUpperCase() + name.slice(1);
  return text
    .replaceAll('board.news', `${name}.items`)
    .replace(/\bslice\(6\)/g, `slice(${name.length + 1})`)
    .replace(/^import \{ seed \} from .*\n/m, '')
    .replace(/^ {2}seed,\n/m, '')
    .replaceAll('/notizie', `/${name}`)
    .replaceAll("'NOT'", `'${prefix}'`)
    .replace(/order: 20\b/, 'order: 50')
    .replace(/\bboard\b/g, name)
    .replace(/\bBoard\b/g, title)
    .replace(/: "(Notizia|Notizie|News)"/g, `: "${title}"`)
    .replace(/\bnotizi[ae]\b/g, name)
    .replace(/\bNotizi[ae]\b/g, title)
    .replaceAll('News', 'Item')
    .replace(/news/g, 'item');
}

/** One line for the import, one for the room. */
function withRoom(text: string, name: string): string {
  return text
    .replace(/^(import \{ board \} from .*\n)/m, `$1import { ${name} } from '../modules/${name}/module.ts';\n`)
    .replace(/^( {2}board,\n)/m, `$1  ${name},\n`);
}
