import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seqsOf, sizeOf } from '../store/index.ts';
import { decodeRuns, encodeRuns } from './run-lengths.ts';

const sets = fc.uniqueArray(fc.nat(3_000)).map((seqs) => seqsOf(seqs.sort((left, right) => left - right)));

test('a set comes back as it was', () => {
  fc.assert(fc.property(sets, (set) => void expect(decodeRuns(encodeRuns(set), 3_001)).toEqual(set)));
});

test('a set that reaches beyond the limit is none', () => {
  const beyond = (set: readonly (readonly [number, number])[]) => decodeRuns(encodeRuns(set), 10);
  expect(beyond([[3, 10]])).toEqual([[3, 10]]);
  expect(beyond([[3, 11]])).toBeUndefined();
  expect(beyond([[2 ** 31, 2 ** 31 + 1]])).toBeUndefined();
});

test('any bytes are a set or none, and two texts are never one set', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const set = decodeRuns(bytes, 1_000);
      if (set) expect(encodeRuns(set)).toEqual(bytes);
    }),
    { numRuns: 20_000 },
  );
});

test('what ends in order takes some bytes, and what ends in any order a bitmap and a third', () => {
  expect(encodeRuns([[0, 1_000_000]]).length).toBeLessThan(6);
  let state = 1;
  const chance = (): boolean => {
    state = Math.imul(state, 48_271) % 2_147_483_647;
    return state > 0;
  };
  const scattered = seqsOf(Array.from({ length: 50_000 }, (_, seq) => seq).filter(chance));
  expect(sizeOf(scattered)).toBeGreaterThan(20_000);
  expect(encodeRuns(scattered).length).toBeLessThan((50_000 / 8) * 1.34);
});
