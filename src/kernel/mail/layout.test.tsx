import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { type Letter, type MailState, toHtml, toText } from './layout.tsx';

const letter: Letter = {
  lang: 'it',
  subject: 'Fatto: il marciapiede di via dei Cordai (SEG-2026-004127)',
  sender: {
    name: 'Comune di Arenaria',
    within: 'Città metropolitana di Valdarena',
    outlineUrl: 'https://valdarena.example/contorni/arenaria.png',
  },
  state: { kind: 'done', word: 'Fatto il 20 novembre' },
  title: 'Il marciapiede di via dei Cordai è riparato',
  sentence: 'Se ne è occupata Lucia Ferrante, ufficio strade.',
  quote: { text: 'Abbiamo rifatto <il cordolo>.\nGrazie della pazienza.', author: 'Lucia Ferrante' },
  promised: { label: 'Era promesso entro il', date: '4 dicembre 2026' },
  button: { label: 'Guarda la segnalazione', url: 'https://valdarena.example/segnalazioni/SEG-2026-004127?a=1&b=2' },
  receipt: {
    label: 'Codice',
    code: 'SEG-2026-004127',
    proof: { label: 'La prova', url: 'https://example.org/registro/prova/1' },
  },
  why: 'Ricevi questa mail perché segui la segnalazione.',
  stop: { label: 'Non scrivermi più', url: 'https://valdarena.example/avvisi/basta/abc' },
};

test('the mail says everything, in order, and text and HTML use the same words', () => {
  const { document } = parseHTML(toHtml(letter));
  const squeezed = (text: string) => text.replace(/\s+/g, ' ');
  const html = squeezed(document.body.textContent!);
  const plain = squeezed(toText(letter));
  const words = [letter.sender.name, letter.sender.within!, letter.state!.word, letter.title, letter.sentence, squeezed(letter.quote!.text), letter.quote!.author]
    .concat([letter.promised!.label, letter.promised!.date, letter.button!.label, letter.receipt!.label, letter.receipt!.code, letter.why, letter.stop!.label]); // biome-ignore format: two lines
  for (const shown of [html, plain]) {
    let from = 0;
    for (const word of words) {
      const at = shown.indexOf(word, from);
      assert.ok(at >= 0, `${word} after ${shown.slice(Math.max(0, from - 30), from)}`);
      from = at + word.length;
    }
  }
  const links = [...document.querySelectorAll('a')].map((link: any) => link.getAttribute('href'));
  assert.deepEqual(links, [letter.button!.url, letter.receipt!.proof!.url, letter.stop!.url]);
  for (const url of links) assert.ok(toText(letter).includes(url));
});

test('a mail is one column of 560 px in tables for layout only, in its language, with nothing but its own picture from outside', () => {
  const html = toHtml(letter);
  assert.match(html, /^<!doctype html><html lang="it">/);
  assert.match(html, /max-width:560px/);
  const { document } = parseHTML(html);
  for (const table of document.querySelectorAll('table')) assert.equal(table.getAttribute('role'), 'presentation');
  assert.deepEqual(
    [...document.querySelectorAll('img')].map((img: any) => [img.getAttribute('src'), img.getAttribute('alt')]),
    [[letter.sender.outlineUrl, '']],
  );
  assert.equal(document.querySelectorAll('script, link, style, svg, iframe, form').length, 0);
  assert.equal(document.querySelectorAll('h1').length, 1);
});

test('several things in one mail: each title leads to its page, with what happened below', () => {
  const rows = [
    {
      title: 'Buca <grande>',
      url: 'https://valdarena.example/segnalazioni/SEG-2026-000001',
      lines: ['Risolta · ieri', 'Presa in carico · lunedì'],
    },
    { title: 'Il lampione', url: 'https://valdarena.example/segnalazioni/SEG-2026-000002', lines: ['Nuovo commento · oggi'] },
  ];
  const { document } = parseHTML(toHtml({ ...letter, rows }));
  const links = [...document.querySelectorAll('a')].map((link: any) => [link.textContent.trim(), link.getAttribute('href')]);
  assert.deepEqual(
    links.slice(0, 2),
    rows.map((row) => [row.title, row.url]),
  );
  for (const shown of [document.body.textContent!, toText({ ...letter, rows })])
    assert.match(shown, /Buca <grande>\s*Risolta · ieri\s*Presa in carico · lunedì[\s\S]*Il lampione\s*Nuovo commento · oggi/);
  assert.ok(toText({ ...letter, rows }).includes(`Presa in carico · lunedì\n${rows[0]!.url}\n\nIl lampione`));
});

test('what is not there leaves no trace', () => {
  const bare: Letter = {
    lang: 'en',
    subject: 's',
    sender: { name: 'Arengo' },
    title: 'Your link',
    sentence: 'Open it.',
    why: 'You asked for it.',
  };
  const { document } = parseHTML(toHtml(bare));
  assert.equal(document.querySelectorAll('img, a, blockquote').length, 0);
  assert.equal(toText(bare), 'Arengo\n\nYour link\n\nOpen it.\n\n--\nYou asked for it.\n');
  assert.doesNotMatch(toHtml(bare), /undefined|null|false/);
});

test('each state has its own word, shape and colour, readable on white', () => {
  const seen = new Set<string>();
  for (const kind of ['new', 'taken', 'work', 'done', 'no', 'late'] as MailState[]) {
    const html = toHtml({ ...letter, state: { kind, word: 'PAROLA' } });
    const [, colour, shape] = /color:(#[0-9a-f]{6});font-weight:600"><span aria-hidden="true">(.)<\/span> PAROLA/.exec(html)!;
    seen.add(colour!).add(shape!);
    assert.ok(contrastOnWhite(colour!) >= 4.5);
    assert.ok(toText({ ...letter, state: { kind, word: 'PAROLA' } }).includes(`${shape} PAROLA`));
  }
  assert.equal(seen.size, 12);
});

test('people’s words cannot become markup', () => {
  const evil = '"><script>alert(1)</script>';
  const html = toHtml({
    ...letter,
    title: evil,
    sentence: evil,
    quote: { text: evil, author: evil },
    sender: { name: evil, outlineUrl: evil },
    subject: evil,
  });
  assert.doesNotMatch(html, /<script/);
});

function contrastOnWhite(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}
