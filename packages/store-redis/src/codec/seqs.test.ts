import { seqsOf } from '@spillway/core/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packPositions, unpackPositions } from './seqs.ts';

const positions = fc.uniqueArray(fc.nat(2_000), { maxLength: 200 }).map((all) => all.sort((a, b) => a - b));

test('seqs of an extent come back as they were', () => {
  fc.assert(
    fc.property(positions, fc.nat(1_000_000), (all, firstSeq) => {
      const seqs = seqsOf(all.map((position) => firstSeq + position));
      expect(unpackPositions(packPositions(seqs, firstSeq), firstSeq)).toEqual(seqs);
    }),
  );
});

test('a single position takes six bytes wherever it lies', () => {
  expect(packPositions([[1_500, 1_501]], 1_000).length).toBe(6);
});

test('seqs of another extent are a position that no extent has, and those of several are refused', () => {
  expect(unpackPositions(packPositions([[3, 9]], 10), 10)).toEqual([[10 + 2 ** 21 - 1, 10 + 2 ** 21]]);
  expect(() => packPositions([[9, 11]], 10)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
});
