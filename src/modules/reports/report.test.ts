import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mayMove, movers, type State, shownStates, stateNames, states } from './report.ts';

test('the table is whole: every state is reached, and only the archive is final', () => {
  const reached = new Set<State>(['draft']);
  for (const state of reached) for (const to of stateNames) if (movers.some((who) => mayMove(state, to, who))) reached.add(to);
  assert.deepEqual([...reached].sort(), [...stateNames].sort());
  const moved = stateNames.filter((state) => Object.keys(states[state].moves).some((to) => to !== 'hidden'));
  assert.deepEqual(
    stateNames.filter((state) => !moved.includes(state)),
    ['archived'],
  );
  assert.deepEqual([...shownStates, 'draft', 'hidden'].sort(), [...stateNames].sort());
});

test('every look is used: lateness is the look of any open state beyond its date', () => {
  const looks = new Set<string>(Object.values(states).map(({ look }) => look));
  assert.deepEqual([...looks, 'late'].sort(), ['done', 'late', 'new', 'no', 'taken', 'work']);
  assert.ok(Object.values(states).some(({ open }) => open));
});

test('the clock agrees with what is open: it runs or starts towards an open state, and stops towards a closed one', () => {
  for (const from of stateNames)
    for (const [to, by] of Object.entries(states[from].moves) as [State, Record<string, string>][])
      for (const clock of Object.values(by)) {
        if (to === 'hidden') assert.equal(clock, states[from].open ? 'runs' : 'stops', `${from} to hidden`);
        else assert.equal(clock === 'stops', !states[to].open, `${from} to ${to}`);
        if (!states[from].open && states[to].open && from !== 'hidden') assert.equal(clock, 'starts', `${from} to ${to}`);
      }
});

test('the README shows the table that holds', () => {
  const words = JSON.parse(readFileSync(new URL('texts/it.json', import.meta.url), 'utf8'));
  const rows = stateNames.map((state) => {
    const moves = Object.entries(states[state].moves).flatMap(([to, by]) =>
      Object.entries(by).map(([who, clock]) => `${to} (${who}, ${clock})`),
    );
    return `| \`${state}\` | ${words[states[state].word]} | ${states[state].look} | ${states[state].open ? 'yes' : ''} | ${moves.join(', ')} |`;
  });
  const table = ['| state | word | look | open | moves to (who, clock) |', '|---|---|---|---|---|', ...rows].join('\n');
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  assert.ok(readme.includes(table), `README.md must hold:\n${table}`);
});
