import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { bundleOf, readBundle } from './bundle.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { openNote, readVerifier, signerOf, signNote } from './note.ts';
import { checkReceipt, readReceipt } from './receipt.ts';
import { edgeTiles, grow, hashesIn, readTilePath, type Tile, tilePath, tilesFor, widthOf } from './tiles.ts';
import {
  consistencyProof,
  type HashAt,
  inclusionProof,
  leafHash,
  nodeHash,
  provesConsistency,
  provesInclusion,
  rootOf,
} from './tree.ts';

/** The example inputs of the reference implementation of RFC 6962. */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** MTH of RFC 6962, word for word: the whole tree again each time. */
function naive(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(naive(leaves.slice(0, k)), naive(leaves.slice(k)));
}

const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));
const whole =
  (leaves: readonly Buffer[]): HashAt =>
  (level, index) =>
    naive(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));

test('the roots of nothing to eight leaves are those of RFC 6962', () => {
  const leaves = inputs.map(leafHash);
  for (const [n, root] of roots.entries())
    assert.equal(rootOf(n, whole(leaves.slice(0, n))).toString('hex'), root, `${n} leaves`);
});

test('every proof of inclusion in trees of up to 40 leaves holds, and no other leaf, place, size or path does', () => {
  for (let size = 1; size <= 40; size++) {
    const leaves = leavesOf(size);
    const root = naive(leaves);
    for (let leaf = 0; leaf < size; leaf++) {
      const proof = inclusionProof(leaf, size, whole(leaves));
      assert.ok(provesInclusion(proof, leaf, size, leaves[leaf]!, root), `${leaf} of ${size}`);
      const other = leafHash(Buffer.from('another'));
      assert.ok(!provesInclusion(proof, leaf, size, other, root));
      assert.ok(!provesInclusion([...proof, other], leaf, size, leaves[leaf]!, root));
      assert.ok(!provesInclusion(proof, size, size, leaves[leaf]!, root));
      if (size > 1)
        assert.ok(!provesInclusion(proof, (leaf + 1) % size, size, leaves[leaf]!, root), `${leaf} elsewhere in ${size}`);
      if (proof.length > 0) assert.ok(!provesInclusion(proof.slice(1), leaf, size, leaves[leaf]!, root));
    }
  }
});

test('every proof of consistency in trees of up to 40 leaves holds, and none for a tree that was changed', () => {
  const leaves = leavesOf(40);
  for (let size = 1; size <= 40; size++) {
    const root = naive(leaves.slice(0, size));
    for (let earlier = 1; earlier <= size; earlier++) {
      const proof = consistencyProof(earlier, size, whole(leaves.slice(0, size)));
      const before = naive(leaves.slice(0, earlier));
      assert.ok(provesConsistency(proof, earlier, size, before, root), `${earlier} in ${size}`);
      assert.ok(!provesConsistency(proof, earlier, size, leafHash(Buffer.from('x')), root));
      assert.ok(!provesConsistency(proof, earlier, size, before, leafHash(Buffer.from('x'))));
      if (proof.length > 0) assert.ok(!provesConsistency(proof.slice(0, -1), earlier, size, before, root));
    }
  }
});

/** Grown in steps, as the sealing writer does it: from the tiles at the edge alone. */
function grown(steps: readonly number[]): { tiles: Map<string, Tile>; size: number; leaves: Buffer[] } {
  const tiles = new Map<string, Tile>();
  const leaves = leavesOf(steps.reduce((a, b) => a + b, 0));
  let size = 0;
  for (const step of steps) {
    const edges = edgeTiles(size).map(({ level, n }) => tiles.get(`${level}/${n}`)!);
    for (const tile of grow(size, edges, leaves.slice(size, size + step))) tiles.set(`${tile.level}/${tile.n}`, tile);
    size += step;
  }
  return { tiles, size, leaves };
}

test('tiles grown in any steps make the root and the proofs of the naive tree, reading only the tiles they need', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }),
      fc.nat(),
      fc.nat(),
      (steps, someLeaf, someSize) => {
        const { tiles, size, leaves } = grown(steps);
        const reckon = <T>(run: (at: HashAt) => T): T =>
          run(hashesIn(tilesFor(run).map(({ level, n }) => tiles.get(`${level}/${n}`)!)));
        const root = reckon((at) => rootOf(size, at));
        assert.ok(root.equals(naive(leaves)));
        assert.ok(
          rootOf(size, hashesIn(edgeTiles(size).map(({ level, n }) => tiles.get(`${level}/${n}`)!))).equals(root),
          'of the edge alone',
        );
        const leaf = someLeaf % size;
        assert.ok(
          provesInclusion(
            reckon((at) => inclusionProof(leaf, size, at)),
            leaf,
            size,
            leaves[leaf]!,
            root,
          ),
        );
        const earlier = 1 + (someSize % size);
        const before = reckon((at) => rootOf(earlier, at));
        assert.ok(before.equals(naive(leaves.slice(0, earlier))), 'the past is still in the tiles');
        assert.ok(
          provesConsistency(
            reckon((at) => consistencyProof(earlier, size, at)),
            earlier,
            size,
            before,
            root,
          ),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('a log of 70,000 leaves has the tiles of the specification', () => {
  const { tiles, size } = grown([70_000]);
  const widths = [...tiles.values()].map((tile) => [tile.level, tile.hashes.length / 32] as const);
  const count = (level: number, width: number) => widths.filter(([l, w]) => l === level && w === width).length;
  assert.deepEqual([count(0, 256), count(0, 112), count(1, 256), count(1, 17), count(2, 1), tiles.size], [273, 1, 1, 1, 1, 277]);
  assert.equal(widthOf({ level: 0, n: 273 }, size), 112);
  assert.equal(widthOf({ level: 0, n: 274 }, size), 0);
});

test('addresses of tiles are read as they are written, and nothing else is', () => {
  assert.equal(tilePath(0, 1_234_067, 256), 'tile/0/x001/x234/067');
  assert.equal(tilePath('entries', 5, 12), 'tile/entries/005.p/12');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      fc.integer({ min: 1, max: 256 }),
      (level, n, many) => {
        const rest = tilePath(level, n, many).split('/').slice(2).join('/');
        assert.deepEqual(readTilePath(String(level), rest), { level, n, width: many });
      },
    ),
  );
  for (const wrong of [
    '1',
    '01',
    '0001',
    'x000/001',
    '001/002',
    '001.p/0',
    '001.p/256',
    '001.p/012',
    'x001/x234/067/',
    '-01',
    '..',
  ])
    assert.equal(readTilePath('0', wrong), undefined, wrong);
  assert.equal(readTilePath('7', '000'), undefined);
});

test('entries of a bundle come back as they were, and a cut bundle is none', () => {
  const entries = [Buffer.alloc(0), Buffer.from('uno'), Buffer.alloc(65_535, 7)];
  assert.deepEqual(readBundle(bundleOf(entries)), entries);
  assert.equal(readBundle(bundleOf(entries).subarray(0, -1)), undefined);
  assert.throws(() => bundleOf([Buffer.alloc(65_536)]), RangeError);
});

test("a note signed elsewhere is read: the example of Go's package note", () => {
  const key = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
  assert.equal(openNote(note, readVerifier(key)!), text);
  assert.equal(openNote(note.replace('answer', 'Answer'), readVerifier(key)!), undefined);
});

const signer = signerOf('log.example.it/registro/log', Buffer.alloc(32, 3));
const verifier = readVerifier(signer.verifier)!;

test('signatures of others are passed over, a bad one of the key is not; a key whose id is not its own is none', () => {
  const note = signNote('una riga\n', signer);
  const other = signNote('una riga\n', signerOf('witness.example', Buffer.alloc(32, 4)));
  assert.equal(openNote(note, verifier), 'una riga\n');
  assert.equal(openNote(`${note}${other.split('\n').at(-2)}\n`, verifier), 'una riga\n');
  assert.equal(openNote(other, verifier), undefined, 'not signed by it at all');
  assert.equal(openNote(note.replace('una', 'due'), verifier), undefined);
  assert.equal(openNote(note.slice(0, -1), verifier), undefined);
  assert.equal(readVerifier(signer.verifier.replace('registro', 'register')), undefined);
  // RFC 8032, 7.1, test 1
  const known = signerOf('a', Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
  const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
  assert.equal(known.verifier.split('+').slice(2).join('+'), Buffer.from(`01${publicKey}`, 'hex').toString('base64'));
});

test('a checkpoint is three lines under the name of its key', () => {
  const note = signCheckpoint(7, Buffer.alloc(32, 1), signer);
  assert.match(note, /^log\.example\.it\/registro\/log\n7\nAQEB[A-Za-z0-9+/]+=\n\n— log\.example\.it\/registro\/log \S+\n$/);
  assert.deepEqual(openCheckpoint(note, verifier), { origin: signer.name, size: 7, root: Buffer.alloc(32, 1) });
  for (const text of [
    'another\n7\nAQ==\n',
    `${signer.name}\n07\n${Buffer.alloc(32).toString('base64')}\n`,
    `${signer.name}\n7\nAAAA\n`,
  ])
    assert.equal(openCheckpoint(signNote(text, signer), verifier), undefined, text);
});

test('a receipt proves its entry with the key alone, and no other', () => {
  const leaves = inputs.map(leafHash);
  const receipt = {
    entry: inputs[3]!.toString(),
    leafIndex: 3,
    treeSize: 8,
    inclusionPath: inclusionProof(3, 8, whole(leaves)).map((hash) => hash.toString('base64')),
    checkpoint: signCheckpoint(8, naive(leaves), signer),
  };
  const read = readReceipt(JSON.stringify(receipt))!;
  assert.ok('proven' in checkReceipt(read, verifier));
  assert.deepEqual(checkReceipt({ ...read, entry: 'x' }, verifier), { fault: 'path' });
  assert.deepEqual(checkReceipt({ ...read, leafIndex: 4 }, verifier), { fault: 'path' });
  assert.deepEqual(checkReceipt({ ...read, treeSize: 7 }, verifier), { fault: 'size' });
  assert.deepEqual(checkReceipt({ ...read, checkpoint: read.checkpoint.replace('\n8\n', '\n9\n') }, verifier), {
    fault: 'signature',
  });
  for (const none of ['', 'x', 'null', '[]', '{"entry":1}', JSON.stringify({ ...receipt, leafIndex: -1 })])
    assert.equal(readReceipt(none), undefined);
});
