import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import en from '../texts/en.json' with { type: 'json' };
import it from '../texts/it.json' with { type: 'json' };
import { declareTexts, wordsFor } from './text.ts';

before(() => {
  declareTexts('kernel', it, en);
  declareTexts(
    'trial',
    {
      'trial.plain': 'L’ufficio risponde.',
      'trial.apostrophe': "L'ufficio risponde a tutti.",
      'trial.people': '{n, plural, =0 {Nessuno} one {# persona} other {# persone}}',
      'trial.when': 'Entro il {at, date, long}, {n, number} persone',
      'trial.markup': '<b>{name}</b>',
    },
    {
      'trial.plain': 'The office answers.',
      'trial.apostrophe': "The office's answer.",
      'trial.people': '{n, plural, =0 {Nobody} one {# person} other {# people}}',
      'trial.when': 'By {at, date, long}, {n, number} people',
      'trial.markup': '<b>{name}</b>',
    },
  );
});

const december = new Date('2026-12-04T07:05:00Z');

test('texts are ICU messages, and plain ones pass as they are', () => {
  const words = wordsFor('it');
  assert.equal(words.t('trial.plain'), 'L’ufficio risponde.');
  assert.equal(words.t('trial.apostrophe'), "L'ufficio risponde a tutti.");
  assert.equal(words.t('trial.people', { n: 0 }), 'Nessuno');
  assert.equal(words.t('trial.people', { n: 1 }), '1 persona');
  assert.equal(words.t('trial.people', { n: 1204 }), '1.204 persone');
  assert.equal(wordsFor('en').t('trial.people', { n: 1204 }), '1,204 people');
  assert.equal(words.t('trial.markup', { name: '<i>' }), '<b><i></b>', 'plain text in, plain text out: the page escapes');
});

test('dates inside texts are in Rome', () => {
  const lastMinuteOfTheYear = new Date('2026-12-31T23:30:00Z');
  assert.equal(wordsFor('it').t('trial.when', { at: lastMinuteOfTheYear, n: 1204 }), 'Entro il 1 gennaio 2027, 1.204 persone');
});

test('an unknown key throws', () => {
  assert.throws(() => wordsFor('it').t('trial.absent'), /trial\.absent/);
  assert.equal(wordsFor('it').has('trial.absent'), false);
  assert.equal(wordsFor('it').has('trial.plain'), true);
});

test('numbers in Italian style', () => {
  const words = wordsFor('it');
  assert.equal(words.number(1204), '1.204');
  assert.equal(words.number(18412), '18.412');
  assert.equal(words.number(1.905), '1,91');
  assert.equal(words.percent(0.224, 1), '22,4%');
  assert.equal(words.euro(184000), '184.000\u00a0€');
  assert.equal(wordsFor('en').number(18412.5), '18,412.5');
});

test('dates in words', () => {
  const words = wordsFor('it');
  assert.equal(words.day(december), '4 dicembre 2026');
  const before = new Date('2026-11-20T12:00:00Z');
  assert.equal(words.date(december, before), '4 dicembre');
  assert.equal(words.weekday(december, before), 'venerdì 4 dicembre');
  assert.equal(words.date(december, new Date('2027-02-01T12:00:00Z')), '4 dicembre', 'the near one');
  assert.equal(words.date(december, new Date('2028-02-01T12:00:00Z')), '4 dicembre 2026');
  assert.equal(words.weekday(december, new Date('2028-02-01T12:00:00Z')), 'venerdì 4 dicembre 2026');
  assert.equal(words.short(new Date('2026-11-16T12:00:00Z')), '16 nov');
  assert.equal(words.time(december), '8:05');
  assert.equal(words.time(new Date('2026-12-04T23:00:00Z')), '0:00');
  assert.equal(words.moment(december), '4 dicembre 2026, ore 8:05');
  assert.deepEqual(words.parts(december), { day: '4', weekday: 'venerdì', month: 'dicembre', year: '2026' });
  assert.equal(wordsFor('en').weekday(december, before), 'Friday 4 December');
  assert.equal(wordsFor('en').weekday(december, new Date('2028-02-01T12:00:00Z')), 'Friday 4 December 2026');
  assert.equal(wordsFor('en').moment(december), '4 December 2026, 8:05');
});

test('near dates as a person would say them', () => {
  const words = wordsFor('it');
  assert.equal(words.relative(december, new Date('2026-12-04T22:59:00Z')), 'oggi, ore 8:05');
  assert.equal(words.relative(december, new Date('2026-12-04T23:01:00Z')), 'ieri, ore 8:05');
  assert.equal(words.relative(december, new Date('2026-12-03T10:00:00Z')), 'domani, ore 8:05');
  assert.equal(words.relative(december, new Date('2026-12-24T10:00:00Z')), '4 dicembre');
  assert.equal(words.relative(december, new Date('2027-01-24T10:00:00Z')), '4 dicembre 2026');
});

test('words are one frozen object for each language', () => {
  assert.equal(wordsFor('it'), wordsFor('it'));
  assert.ok(Object.isFrozen(wordsFor('it')));
});

test('texts that would break are refused at boot', () => {
  assert.throws(() => declareTexts('trial', { 'other.key': 'a' }, { 'other.key': 'a' }), /does not belong/);
  assert.throws(() => declareTexts('trial', { 'trial.one': 'a' }, {}), /missing in en/);
  assert.throws(() => declareTexts('trial', { 'trial.quote': "dell'{name}" }, { 'trial.quote': 'of {name}' }), /apostrophe/);
  assert.throws(() => declareTexts('trial', { 'trial.plain': 'Altro' }, { 'trial.plain': 'Else' }), /twice/);
});
