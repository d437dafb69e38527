import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryOf, type SealedAct, withheldOf } from './entry.ts';

const act: SealedAct = {
  seq: '1234',
  id: '01a2289e-f8dc-7760-91e0-5e576b2aef13',
  verb: 'reports.send',
  entry: '01a2289e-f8dc-7760-91e0-000000000001',
  code: 'SEG-2026-000008',
  place: '01a2289e-f8dc-7760-91e0-000000000002',
  at: new Date('2026-11-29T18:00:00.123Z'),
  mark: 'abcdefghijklmnopqrstuv',
  assurance: 'email',
  public: { state: 'sent', photos: 2, due: '2026-12-24T23:00:00.000Z', thing: 'Strada provinciale 5', list: ['a'], none: null },
  commitment: Buffer.alloc(32, 1),
  sealed: new Date('2026-11-29T18:00:02Z'),
  open: true,
  withheld: null,
  key: Buffer.alloc(32, 2),
};

test('the bytes of an entry are these for ever: every log that was sealed depends on them', () => {
  assert.equal(
    entryOf(act).toString(),
    '{"assurance":"email","code":"SEG-2026-000008","commitment":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=","facts":{"due":"2026-12-24T23:00:00.000Z","none":null,"photos":2,"state":"sent"},"id":"01a2289e-f8dc-7760-91e0-5e576b2aef13","mark":"abcdefghijklmnopqrstuv","place":"01a2289e-f8dc-7760-91e0-000000000002","sealed":"2026-11-29T18:00:02.000Z","seq":1234,"thing":"01a2289e-f8dc-7760-91e0-000000000001","time":"2026-11-29T18:00:00.123Z","verb":"reports.send","withheld":"qXp2NV72Rsf+wEUwdhD4NN/JNqghxgCBHpFH7MRsilc="}',
  );
  assert.equal(
    entryOf({ ...act, open: false, public: { ...act.public, imported: true } }).toString(),
    '{"commitment":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=","facts":{"imported":true},"sealed":"2026-11-29T18:00:02.000Z","seq":1234,"time":"2026-11-29T18:00:00.123Z","withheld":"M4DTWun2BfnwYW60DqAnV+sRhijMt8YljPjkAslHOKY="}',
  );
});

test('once the key is destroyed the entry is what it was, from what was kept; with the key, what changed is seen', () => {
  const kept = withheldOf(act);
  const before = entryOf(act);
  assert.ok(entryOf({ ...act, key: null, withheld: kept }).equals(before));
  assert.ok(!entryOf({ ...act, withheld: kept, public: { ...act.public, thing: 'Altra strada' } }).equals(before));
  assert.equal(withheldOf({ ...act, public: { state: 'sent' } }), null, 'nothing to commit to');
});
