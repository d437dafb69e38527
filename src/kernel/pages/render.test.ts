import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { h } from 'preact';
import { declareTexts, wordsFor } from '../text/text.ts';
import en from '../texts/en.json' with { type: 'json' };
import it from '../texts/it.json' with { type: 'json' };
import { render, renderPart } from './render.tsx';
import { Row } from './rows.tsx';
import { Paragraphs } from './says.tsx';
import { Sentence } from './sentence.tsx';
import { Thread } from './thread.tsx';

before(() => declareTexts('kernel', it, en));

const words = () => wordsFor('it');

test('what people wrote cannot become markup', () => {
  const html = renderPart(
    h(Row, { href: '/a', title: '<script>alert(1)</script>', meta: ['"><img src=x onerror=alert(1)>'] }),
    words(),
  );
  assert.ok(!html.includes('<script'));
  assert.ok(!html.includes('<img'));
});

test('an address cannot be a program', () => {
  for (const href of [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'vbscript:x',
    'data:text/html,<script>',
  ]) {
    assert.match(renderPart(h('a', { href }, 'x'), words()), /href="#"/, JSON.stringify(href));
  }
  for (const href of ['/a', '#b', 'https://example.org/javascript:x', 'mailto:a@example.org', 'tel:112', '?q=data:1']) {
    assert.ok(!renderPart(h('a', { href }, 'x'), words()).includes('href="#"') || href.startsWith('#'), href);
  }
});

test('a page begins with its doctype', () => {
  assert.ok(render(h('html', null), words()).startsWith('<!doctype html>\n<html'));
});

test('a sentence takes the marks that the page knows, and prints the others', () => {
  const html = renderPart(
    h(Sentence, {
      text: 'Ogni atto è nel <register>registro</register>, <b>non qui</b>.',
      marks: { register: (inside: string) => h('a', { href: '/registro' }, inside) },
    }),
    words(),
  );
  assert.equal(html, 'Ogni atto è nel <a href="/registro">registro</a>, &lt;b>non qui&lt;/b>.');
});

test('paragraphs are divided by empty lines', () => {
  assert.equal(renderPart(h(Paragraphs, { text: 'Uno\r\nancora\r\n\r\n\r\nDue\n \n' }), words()).match(/<p/g)?.length, 2);
});

test('in a thread the line is solid up to what happened, dotted towards what is promised', () => {
  const html = renderPart(
    h(Thread, {
      knots: [
        { look: 'new', title: 'a' },
        { look: 'work', title: 'b' },
        { look: 'new', title: 'c', promised: true },
      ],
    }),
    words(),
  );
  assert.deepEqual(
    [...html.matchAll(/<li( class="(\w+)")?/g)].map((found) => found[2]),
    [undefined, 'now', 'next'],
  );
});
