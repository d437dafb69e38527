/** The walls of the house (ARCHITECTURE.md). Each rule is shown able to fail by a planted trespass. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
type Source = Record<string, string>;

const filesOf = (folder: string): Source =>
  Object.fromEntries(
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(tsx?|sql)$/.test(file))
      .map((file) => [`${folder}/${file}`, readFileSync(`${root}${folder}/${file}`, 'utf8')]),
  );
const sources = filesOf('src');
/** A file of tests, or `NAME.testing.ts`: what the tests of a folder share. */
const isOfTests = (file: string): boolean => /\.(test|testing)\.tsx?$/.test(file);
const code = (files: Source): Source => Object.fromEntries(Object.entries(files).filter(([file]) => !isOfTests(file)));

const floors = ['kernel', 'commons', 'modules', 'app'];

interface Rule {
  name: string;
  /** Offences, one line each. */
  check(files: Source): string[];
  /** A trespass that must be found. */
  planted: Source;
  /** The folder of the tests is looked at as well. */
  tests?: true;
}

const rules: Rule[] = [
  {
    name: 'imports go down the floors only; protocols import nothing of ours; no module imports another; pages that gather rooms know none of them; only tests import what tests share',
    check: (files) => each(files, (file, text) => importsOf(file, text).flatMap((to) => trespass(file, to))),
    planted: {
      'src/modules/a/x.ts': "import '../b/y.ts';",
      'src/app/gathering/y.tsx': "import '../../modules/a/pages.tsx';",
      'src/kernel/z.ts': "import '../commons/people/people.ts';",
      'src/protocols/p/p.ts': "import '../../kernel/time.ts';",
      'src/modules/a/y.ts': "import './x.testing.ts';",
    },
  },
  {
    name: 'SQL stands in store files and migrations only',
    check: (files) =>
      each(files, (file, text) => {
        if (/\/store(-[a-z]+)*\.ts$/.test(file) || isOfTests(file)) return [];
        return /\bsql(<[^`]*?>)?`|from 'kysely'.*\bsql\b|import \{[^}]*\bsql\b[^}]*\} from 'kysely'/.test(stripComments(text)) &&
          !allowedSql.includes(file)
          ? ['SQL outside a store']
          : [];
      }),
    planted: { 'src/modules/a/actions.ts': "import { sql } from 'kysely'; sql`select 1`;" },
  },
  {
    name: 'a room writes only to its own schema',
    check: (files) =>
      each(files, (file, text) => {
        const room =
          /^src\/(?:commons|modules)\/([a-z-]+)\/.*store(-[a-z]+)*\.ts$/.exec(file)?.[1] ??
          (/^src\/kernel\/.*store(-[a-z]+)*\.ts$/.test(file) ? 'kernel' : null);
        if (!room) return [];
        return [...text.matchAll(/\b(?:insert into|update|delete from)\s+([a-z_]+)\.([a-z_]+)/g)]
          .filter(([, schema]) => schema !== room && !(crossWrites[file] ?? []).includes(schema!))
          .map(([, schema, table]) => `writes ${schema}.${table}`);
      }),
    planted: { 'src/modules/a/store.ts': 'sql`insert into petitions.signatures (id) values (1)`' },
  },
  {
    name: 'migrations of a room are numbered one after the other',
    check: (files) => {
      const rooms = Map.groupBy(
        Object.keys(files).filter((file) => /\/migrations\/[^/]+\.sql$/.test(file)),
        (file) => path.posix.dirname(file),
      );
      return [...rooms].flatMap(([folder, found]) =>
        found
          .toSorted()
          .filter((file, i) => !path.posix.basename(file).startsWith(`${String(i + 1).padStart(4, '0')}-`))
          .map((file) => `${file}: not the next number of ${folder}`),
      );
    },
    planted: { 'src/modules/a/migrations/0002-b.sql': '' },
  },
  {
    name: 'the environment is read in kernel/config.ts only',
    check: (files) =>
      each(code(files), (file, text) =>
        file !== 'src/kernel/config.ts' && /process\.env/.test(stripComments(text)) ? ['process.env'] : [],
      ),
    planted: { 'src/app/x.ts': 'process.env.PORT' },
  },
  {
    name: 'clock and chance come through ctx',
    check: (files) =>
      each(code(files), (file, text) =>
        clockKeepers.some((keeper) => file === keeper || (keeper.endsWith('/') && file.startsWith(keeper))) ||
        isOfIsland(files, file)
          ? []
          : [...stripComments(text).matchAll(/new Date\(\)|Date\.now\(\)|Math\.random\(|randomUUID\(|randomBytes\(/g)].map(
              ([found]) => found,
            ),
      ),
    planted: { 'src/modules/a/actions.ts': 'const now = new Date();' },
  },
  {
    name: 'outgoing HTTP goes through kernel/outbound.ts',
    check: (files) =>
      each(code(files), (file, text) =>
        file === 'src/kernel/outbound.ts' || file === verifier || file.includes('.island.')
          ? []
          : [...stripComments(text).matchAll(/(?<![.\w])fetch\(|from 'node:https?'|from 'undici'/g)].map(([found]) => found),
      ),
    planted: { 'src/modules/a/actions.ts': "await fetch('https://example.org')" },
  },
  {
    name: 'islands import nothing of the server',
    check: (files) =>
      each(files, (file, text) =>
        isOfIsland(files, file)
          ? importsOf(file, text)
              .filter((to) => to.startsWith('src/') && !isOfIsland(files, to) && !to.startsWith('src/protocols/'))
              .map((to) => `imports ${to}`)
          : [],
      ),
    planted: {
      'src/modules/a/x.island.ts': "import './store.ts';",
      'src/modules/b/y.island.ts': "import './z-part.ts';",
    },
  },
  {
    name: 'no file over 400 lines',
    check: (files) => each(files, (_file, text) => (text.split('\n').length > 401 ? [`${text.split('\n').length} lines`] : [])),
    planted: {
      'src/app/long.ts': '\n'.repeat(500),
      'src/app/long.test.ts': '\n'.repeat(500),
      'test/long.test.ts': '\n'.repeat(500),
    },
    tests: true,
  },
  {
    name: 'no folder or file named after nothing',
    check: (files) =>
      each(files, (file) =>
        /\/(utils?|helpers?|common|shared|lib|misc|base)(\/|\.tsx?$)/.test(file) ? ['a name that says nothing'] : [],
      ),
    planted: { 'src/kernel/utils/x.ts': '' },
  },
  {
    name: 'no barrel files, no inheritance but of Error',
    check: (files) =>
      each(code(files), (file, text) => {
        const offences: string[] = [];
        if (/\/index\.tsx?$/.test(file) || /^export \* from/m.test(text)) offences.push('a barrel');
        for (const [, parent] of text.matchAll(/class \w+ extends (\w+)/g))
          if (parent !== 'Error') offences.push(`inherits from ${parent}`);
        return offences;
      }),
    planted: { 'src/modules/a/index.ts': "export * from './x.ts';", 'src/modules/a/y.ts': 'class A extends Base {}' },
  },
  {
    name: 'the kernel has no civic word',
    check: (files) =>
      each(code(files), (file, text) => {
        if (!file.startsWith('src/kernel/')) return [];
        return [
          ...stripComments(text).matchAll(
            /(?<![-\w])(municipalit(?:y|ies)|petitions?|reports?|citizens?|metropolis|territory)(?![-\w])/gi,
          ),
        ].map(([word]) => word);
      }),
    planted: { 'src/kernel/x.ts': 'const municipality = 1;' },
  },
  {
    name: 'every verb writes an act',
    check: (files) =>
      each(code(files), (file, text) =>
        /actions[a-z-]*\.ts$/.test(file) && /= verb\(/.test(text) && !/\bact\(/.test(text)
          ? ['a file of verbs without an act']
          : [],
      ),
    planted: { 'src/modules/a/actions.ts': 'export const x = verb({});' },
  },
];

/** SQL that is no statement of a room: fragments of the one visibility rule and the one filter, shared by every store. */
const allowedSql = ['src/commons/entries/visibility.ts', 'src/commons/entries/filter.ts'];

/** Imports, seeds and the confirming of an address write the common columns of the catalogue in one statement with their own. */
const crossWrites: Record<string, string[]> = {
  'src/modules/reports/store.ts': ['entries'],
  'src/modules/reports/store-seed.ts': ['entries'],
  'src/modules/reports/import/store.ts': ['entries'],
  // The queue's tables are the kernel's to look after.
  'src/kernel/jobs/store.ts': ['jobs'],
};

/** A program by itself, which knows nothing of the server: it reads the log of another. */
const verifier = 'src/protocols/tlog/verify.ts';

/** Where time and chance enter the house. */
const clockKeepers = [
  'src/kernel/secrets.ts',
  'src/kernel/ids.ts',
  'src/kernel/register/register.ts',
  'src/kernel/files/disk.ts',
  'src/kernel/mail/',
  'src/kernel/pages/assets.ts',
  'src/kernel/outbound.ts',
  'src/app/build.ts',
  'src/app/commands/',
];

for (const { name, check, planted, tests } of rules) {
  test(`wall: ${name}`, () => {
    assert.deepEqual(check(tests ? { ...sources, ...filesOf('test') } : sources), []);
    for (const [file, text] of Object.entries(planted))
      assert.notDeepEqual(check({ [file]: text }), [], `the planted trespass in ${file} was not found`);
  });
}

test('every room of the list is a folder, and every folder of commons and modules is in the list', () => {
  const listed = readFileSync(`${root}src/app/modules.ts`, 'utf8');
  for (const floor of ['commons', 'modules']) {
    for (const room of readdirSync(`${root}src/${floor}`, { withFileTypes: true })) {
      if (room.isDirectory())
        assert.match(listed, new RegExp(`/${floor}/${room.name}/module\\.ts'`), `${floor}/${room.name} is not in app/modules.ts`);
    }
  }
});

function each(files: Source, find: (file: string, text: string) => string[]): string[] {
  return Object.entries(files).flatMap(([file, text]) => find(file, text).map((offence) => `${file}: ${offence}`));
}

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, to]) =>
    path.posix.normalize(path.posix.join(path.posix.dirname(file), to!)),
  );
}

/** The island `map.island.ts`, and its parts beside it, `map-….ts`. */
function isOfIsland(files: Source, file: string): boolean {
  if (file.includes('.island.')) return true;
  const part = /^(.*\/)([a-z]+)-[a-z-]+\.tsx?$/.exec(file);
  return part !== null && [`${part[1]}${part[2]}.island.ts`, `${part[1]}${part[2]}.island.tsx`].some((island) => island in files);
}

function trespass(file: string, to: string): string[] {
  const [, from = '', room = ''] = file.split('/');
  const [top, floor = '', target = ''] = to.split('/');
  if (top !== 'src') return isOfTests(file) && top === 'test' ? [] : [`imports ${to}`];
  if (isOfTests(to) && !isOfTests(file)) return [`imports ${to}`];
  if (from === 'protocols') return floor === 'protocols' ? [] : [`imports ${to}`];
  if (floor === 'protocols') return [];
  if (isOfTests(file)) return [];
  if (floors.indexOf(floor) > floors.indexOf(from)) return [`imports ${to}`];
  if (from === 'modules' && floor === 'modules' && target !== room) return [`imports ${to}`];
  if (from === 'app' && room === 'gathering' && floor === 'modules') return [`imports ${to}`];
  return [];
}

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
