import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { atMost } from './at-most.ts';

test('at most two works at a time, each gets its turn, also after a failure', async () => {
  const two = atMost(2);
  let now = 0;
  let most = 0;
  const works = Array.from({ length: 9 }, (_, i) =>
    two(async () => {
      most = Math.max(most, ++now);
      await pause(3);
      now--;
      if (i % 3 === 0) throw new Error('no');
    }),
  );
  assert.deepEqual((await Promise.allSettled(works)).filter((end) => end.status === 'rejected').length, 3);
  assert.equal(most, 2);
});
