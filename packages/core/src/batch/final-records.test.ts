import { expect, test } from 'vitest';
import type { Lines, Settlement } from '../store/index.ts';
import { finalRecords } from './final-records.ts';

const extent = { firstSeq: 0, requests: 4, offset: 0, bytes: 400 };
const about = { extent, model: 'm', settledAt: 0, pool: null, workerId: null, engine: null };

function lines(segment: string, from: number, end: number, part: Partial<Lines> = {}): Lines {
  const each = <T>(value: T): T[] => Array(end - from).fill(value);
  const zero = each(0);
  const counts = { attempts: each(1), tokensIn: zero, tokensOut: zero, durationsMs: zero };
  return {
    segment,
    offset: 10,
    seqs: [[from, end]],
    outcomes: each('succeeded'),
    lengths: each(5),
    ...counts,
    ...part,
  };
}

function settled(ordinal: number, part: Partial<Settlement>): Settlement {
  return { ...about, ordinal, seqs: part.lines?.seqs ?? [], ...part };
}

test('each request has its own place in the segment, after those before it', () => {
  const records = finalRecords([settled(1, { lines: lines('s', 1, 3, { lengths: [4, 6] }) })]);
  expect(records.map((record) => [record.seq, record.place])).toEqual([
    [1, { segment: 's', offset: 10, length: 4 }],
    [2, { segment: 's', offset: 14, length: 6 }],
  ]);
});

test('of several settlements of a request the later wins, in whatever order they are read', () => {
  const first = settled(1, { lines: lines('first', 0, 2) });
  const reopened = settled(2, { as: 'requeued', seqs: [[1, 2]] });
  const second = settled(3, { lines: lines('second', 1, 2) });
  expect(finalRecords([second, first, reopened]).map((record) => record.place?.segment)).toEqual(['first', 'second']);
});

test('a reopened request that has not ended again has no record', () => {
  const records = finalRecords([
    settled(1, { lines: lines('s', 0, 2) }),
    settled(2, { as: 'requeued', seqs: [[0, 1]] }),
  ]);
  expect(records.map((record) => record.seq)).toEqual([1]);
});

test('a withdrawn request has an outcome and no place', () => {
  const records = finalRecords([settled(1, { as: 'expired', seqs: [[3, 4]] })]);
  expect(records).toMatchObject([{ seq: 3, outcome: 'expired', place: undefined }]);
});
