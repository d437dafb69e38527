/** No regular expression takes long, whatever it is fed (OWASP ASVS 5.0, 1.3.12): each of the source reads hostile texts of 64 kB, or as much as
 *  its text is ever long, within 50 ms. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { rooms } from '../../src/app/modules.ts';
import { parse } from '../../src/kernel/forms/parse.ts';
import { wordsFor } from '../../src/kernel/text/text.ts';
import { type Expression, expressionsOf, hostileTexts } from './expressions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const most = 64 * 1024;
const milliseconds = 50;

/** What an expression reads where its text is bounded before, and by whom. */
const credit = { most: 2_000, by: 'the credit of a base map is cut there' };
const bounded: Readonly<Record<string, { most: number; by: string }>> = {
  'commons/people/passwords.ts =+$': { most: 64, by: 'it reads the base64 of 32 bytes of ours' },
  'app/gathering/credit.ts <[^>]*>': credit,
  [String.raw`kernel/faults.ts [^\s"'<>@]{1,64}@[^\s"'<>@]+`]: { most: 2_000, by: 'it reads the first 2,000 letters' },
  [String.raw`app/gathering/heat.tsx [\s,]+\d\S*$`]: { most: 2_000, by: 'the label of a place has 160 letters at most' },
  [String.raw`app/commands/docs-pages.ts --\s*(.+)$`]: { most: 400, by: 'it reads the lines of our migrations' },
  [String.raw`modules/reports/intake/routes.tsx <svg[\s\S]*<\/svg>`]: { most: 400, by: 'it reads a picture that we drew' },
  [String.raw`app/gathering/credit.ts <a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>`]: credit,
};

const expressions = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|testing)\.tsx?$/.test(file))
  .flatMap((file) => expressionsOf(file, readFileSync(`${root}src/${file}`, 'utf8')));

/** Milliseconds of the slowest text; a run is broken off after half a second. */
function slowest(one: Expression, length: number): { ms: number; text: string } {
  const context = createContext({ expression: new RegExp(one.source, one.flags.replace('y', '')), text: '' });
  let worst = { ms: 0, text: '' };
  for (const text of hostileTexts(one, length, process.env.ARENGO_DEEP ? 10 : 3)) {
    context['text'] = text;
    const begun = performance.now();
    try {
      runInContext(
        "expression.lastIndex = 0; expression.global ? text.replace(expression, '') : expression.test(text)",
        context,
        {
          timeout: 500,
        },
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    }
    const ms = performance.now() - begun;
    if (ms > worst.ms) worst = { ms, text };
    if (ms > 400) break;
  }
  return worst;
}

test('the scanner finds expressions and only them', () => {
  const text = [
    'const a = b / c / d; // /no/',
    `const e = /a[/]b/g.test(\`x\${f(/in/u)}y/z/\`) && '/no/';`,
    `return /fine\\//i; Type.String({ pattern: '^\\\\d+$' })`,
  ].join('\n');
  assert.deepEqual(
    expressionsOf('x.ts', text).map(({ at, source, flags }) => [at, source, flags]),
    [
      ['x.ts:2', 'a[/]b', 'g'],
      ['x.ts:2', 'in', 'u'],
      ['x.ts:3', 'fine\\/', 'i'],
      ['x.ts:3', '^\\d+$', 'u'],
    ],
  );
  assert.ok(expressions.length > 250, `${expressions.length} found`);
});

test('one that has too many ways is found', () => {
  assert.ok(slowest({ at: '', source: '^(a+)+$', flags: '' }, most).ms > milliseconds);
  assert.ok(slowest({ at: '', source: '\\s+$', flags: '' }, most).ms > milliseconds);
});

test('each expression of the source reads 64 kB within 50 ms', () => {
  const wrong: string[] = [];
  for (const one of expressions) {
    const bound = bounded[`${one.at.split(':')[0]} ${one.source}`];
    const length = bound?.most ?? Math.min(most, one.most ?? most);
    let { ms, text } = slowest(one, length);
    // Another process may have had the machine meanwhile.
    for (let again = 0; again < 10 && ms > milliseconds; again++) ms = Math.min(ms, slowest(one, length).ms);
    if (ms > milliseconds) wrong.push(`${one.at} /${one.source}/ ${ms.toFixed(0)} ms on ${JSON.stringify(text.slice(0, 12))}…`);
  }
  assert.deepEqual(wrong, []);
});

test('every field of every form reads 300 kB in a moment, whatever is in it', () => {
  const words = wordsFor('it');
  const units = [' ', 'a.', '@a.'];
  const wrong: string[] = [];
  const asked = new Set<string>();
  for (const { name, form } of rooms.flatMap((room) => room.verbs ?? [])) {
    for (const [field, property] of Object.entries(form.properties)) {
      const declared = JSON.stringify(property);
      if (asked.has(declared)) continue;
      asked.add(declared);
      for (const unit of units) {
        const text = `x@${unit.repeat(300_000 / unit.length)}\u0001`;
        const begun = performance.now();
        parse(words, name, form, { [field]: text }, true);
        const ms = performance.now() - begun;
        if (ms > 500) wrong.push(`${name}.${field}: ${ms.toFixed(0)} ms on ${JSON.stringify(unit)}…`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('every bound is of an expression that is there', () => {
  const there = new Set(expressions.map(({ at, source }) => `${at.split(':')[0]} ${source}`));
  for (const name of Object.keys(bounded)) assert.ok(there.has(name), name);
});
