/** No text is missing, none is unused: keys in the code, literal or as `prefix.${…}`, against texts/it.json and en.json of each room. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' });
const texts = (lang: string) =>
  Object.assign(
    {},
    ...files
      .filter((file) => file.endsWith(`texts/${lang}.json`))
      .map((file) => JSON.parse(readFileSync(`${root}src/${file}`, 'utf8'))),
  ) as Record<string, string>;
const source = files
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => readFileSync(`${root}src/${file}`, 'utf8'))
  .join('\n');
const it = texts('it');
const en = texts('en');
const rooms = new Set(Object.keys(it).map((key) => key.split('.')[0]!));

const literal = new Set([...source.matchAll(/['"`]([a-z]+\.[A-Za-z0-9.-]+)['"`]/g)].map(([, key]) => key!));
const prefixes = [...source.matchAll(/`([a-z]+\.[A-Za-z0-9.-]*)\$\{/g)].map(([, prefix]) => prefix!);
const refusals = new Set(
  [...source.matchAll(/refuse\(\s*'([a-z]+)\.([a-z0-9-]+)'/g)].map(([, room, fact]) => `${room}.refusal.${fact}`),
);
/** Names of verbs and forms: labels, hints, errors and options of their fields are put together from them. */
const forms = new Set(
  [...source.matchAll(/(?:name: |blank\(|parse\([^,]+, |fault\([^,]+, )'([a-z]+\.[a-z-]+)'/g)].map(([, name]) => name!),
);

test('both languages have the same keys, and placeholders are the same in both', () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(it).sort());
  const names = (text: string) =>
    [...text.matchAll(/(?<!(?:\bone|\bother|=\d+) )\{(\w+)\s*[,}]/g)]
      .map(([, name]) => name)
      .filter((name, i, all) => all.indexOf(name) === i)
      .sort();
  const uneven = Object.keys(it).filter((key) => JSON.stringify(names(it[key]!)) !== JSON.stringify(names(en[key]!)));
  assert.deepEqual(uneven, []);
});

/** `t(...)`, labels and the like; not names of verbs, settings, schedules, subscribers, tables. */
const named = /(?:(?<![a-z])t\(|label: |title: |word: |one: |many: |text: )\s*(['"`])([a-z][\w.-]*)\1/g;

test('every key that the code names is there', () => {
  const keys = new Set([...source.matchAll(named)].map((found) => found[2]!));
  assert.ok(keys.size > 1_000, `only ${keys.size} keys are named`);
  const missing = [...literal].filter((key) => rooms.has(key.split('.')[0]!) && keys.has(key) && it[key] === undefined);
  assert.deepEqual(missing, []);
  assert.deepEqual(
    [...refusals].filter((key) => it[key] === undefined),
    [],
    'a refusal without a sentence',
  );
});

test('no key is unused', () => {
  const unused = Object.keys(it).filter(
    (key) =>
      !literal.has(key) &&
      !refusals.has(key) &&
      !prefixes.some((prefix) => key.startsWith(prefix)) &&
      !isOfForm(key) &&
      !key.includes('.refusal.') &&
      !/^[a-z]+\.(setting|told|told-sentence|verb|collects|table|column)\./.test(key),
  );
  assert.deepEqual(unused, []);
});

function isOfForm(key: string): boolean {
  const [room, form, ...rest] = key.split('.');
  return rest.length > 0 && (forms.has(`${room}.${form}`) || prefixes.includes(`${room}.${form}.`));
}
