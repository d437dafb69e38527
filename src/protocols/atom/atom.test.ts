import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { DOMParser } from 'linkedom';
import { type AtomFeed, atom, xml } from './atom.ts';

const feed: AtomFeed = {
  id: 'https://valdarena.example/segnalazioni',
  title: 'Segnalazioni',
  self: 'https://valdarena.example/segnalazioni.atom?stato=new&pagina=1',
  page: 'https://valdarena.example/segnalazioni?stato=new&pagina=1',
  author: 'Città metropolitana di Valdarena',
  lang: 'it',
  updated: new Date('2026-11-20T10:00:00Z'),
  entries: [
    {
      id: 'urn:uuid:0199a1c2-0000-7000-8000-000000000001',
      title: 'Buca in via dei Cordai <oggi> & domani',
      url: 'https://valdarena.example/segnalazioni/SEG-2026-004127',
      published: new Date('2026-11-19T08:00:00Z'),
      updated: new Date('2026-11-20T10:00:00Z'),
      summary: 'Riga una\nRiga "due"',
      author: "D'Angelo",
      categories: ['Strade & marciapiedi'],
      point: { lat: 39.385904, lon: 14.399173 },
    },
  ],
};

test('a feed says everything once, where RFC 4287 wants it', () => {
  const document = new DOMParser().parseFromString(atom(feed), 'text/xml');
  const entry = document.querySelector('entry')!;
  const text = (name: string) => [...entry.getElementsByTagName(name)].map((found: { textContent: string }) => found.textContent);
  assert.deepEqual(text('title'), ['Buca in via dei Cordai <oggi> & domani']);
  assert.deepEqual(text('summary'), ['Riga una\nRiga "due"']);
  assert.deepEqual(text('georss:point'), ['39.385904 14.399173']);
  assert.deepEqual(text('published'), ['2026-11-19T08:00:00.000Z']);
  assert.deepEqual(text('name'), ["D'Angelo"]);
  assert.match(atom(feed), /<category term="Strade &#38; marciapiedi"\/>/); // linkedom does not decode attributes
  assert.ok(atom(feed).includes(`<link rel="self" href="${feed.self.replace('&', '&#38;')}"`));
  assert.equal(document.querySelector('feed')!.getAttribute('xml:lang'), 'it');
});

test('what is not there leaves no empty element', () => {
  const { summary, author, categories, point, ...bare } = feed.entries[0]!;
  const text = atom({ ...feed, entries: [bare] });
  assert.doesNotMatch(text, /summary|category|georss:point|<subtitle/);
  assert.equal(text.match(/<author>/g)!.length, 1);
});

test('property: no text can break out, and what XML cannot hold is dropped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
      const safe = xml(`${a}\u0000\u000B\uD800\uFFFE${b}`);
      assert.doesNotMatch(safe, /[<>"'\u0000-\u001F\uFFFE\uFFFF]/);
      assert.doesNotMatch(safe, /&(?!#\d+;)/);
      assert.equal(safe.isWellFormed(), true);
    }),
  );
});

test('property: xmllint finds every feed well-formed', (t) => {
  if (spawnSync('xmllint', ['--version']).error)
    return t.skip('xmllint is not installed: feeds were not read by an independent parser');
  const word = fc.string({ unit: 'binary', maxLength: 40 });
  const [example] = feed.entries;
  fc.assert(
    fc.property(word, word, word, word, (title, summary, category, url) => {
      const text = atom({ ...feed, title, page: url, entries: [{ ...example!, title, summary, url, categories: [category] }] });
      const check = spawnSync('xmllint', ['--noout', '-'], { input: text });
      assert.equal(check.status, 0, check.stderr.toString());
    }),
    { numRuns: 40 },
  );
});
