import type { Flush } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { encodeFlush } from './flush.ts';

const claim = { batchId: 'batch', shardId: 7, fence: 2, rest: 'hold' } as const;
const one = { attempts: [1], tokensIn: [1], tokensOut: [1], durationsMs: [1] };

test('everything counts from the lowest seq that a flush names', () => {
  const lines = {
    segment: 's',
    offset: 0,
    seqs: [[112, 113]] as const,
    outcomes: ['failed'] as const,
    lengths: [9],
    ...one,
  };
  const flush: Flush = { ...claim, lines, deferred: [{ seqs: [[110, 111]], afterMs: 1.5, attempts: 1 }] };
  const values = encodeFlush(flush);
  expect(values.slice(3, 6)).toEqual([110, Buffer.from([0, 0, 0, 3, 0b1010_0000]), 2]);
  expect((values[7] as Buffer).readInt16BE(24)).toBe(2);
  expect(values.slice(-4)).toEqual([['1'], [2], [1], 0]);
});

test('a flush that only releases names nothing', () => {
  expect(encodeFlush({ ...claim, rest: 'release' }).slice(0, 8)).toEqual([
    'batch',
    7,
    2,
    null,
    null,
    0,
    'release',
    null,
  ]);
});

test('lines whose arrays do not match their seqs are refused', () => {
  const lines = {
    segment: 's',
    offset: 0,
    seqs: [[0, 2]] as const,
    outcomes: ['failed'] as const,
    lengths: [9],
    ...one,
  };
  expect(() => encodeFlush({ ...claim, lines })).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
});
