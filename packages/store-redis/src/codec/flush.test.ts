import type { Flush, Lines } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { decodeSegment, encodeFlush } from './flush.ts';
import { packArrays, unpackArrays } from './lines.ts';

const claim = { batchId: 'batch', shardId: 7, fence: 2, rest: 'hold' } as const;
const lines: Lines = {
  segment: 'segments/batch/7-2-0',
  offset: 0,
  seqs: [[3, 6]],
  outcomes: ['succeeded', 'deadLettered', 'cancelled'],
  lengths: [9, 300, 70_000],
  attempts: [1, 1, 1],
  tokensIn: [0, 255, 256],
  tokensOut: [0, 0, 2 ** 32],
  durationsMs: [0.5, 2, 3],
};

describe('a flush', () => {
  test.each(['segments/batch/7-2-0', 'segments/other/1', '+odd', ''])('keeps the segment %s', (segment) => {
    const flush: Flush = { ...claim, lines: { ...lines, segment } };
    expect(decodeSegment(String(encodeFlush(flush)[7]), 'batch')).toBe(segment);
  });

  test('keeps numbers of every size in its arrays', () => {
    const { segment, offset, seqs, ...arrays } = lines;
    expect(unpackArrays(packArrays(lines), 3)).toEqual(arrays);
  });

  test.each(['outcomes', 'lengths', 'attempts', 'tokensIn', 'tokensOut', 'durationsMs'] as const)(
    'whose %s do not match its seqs is refused',
    (name) => {
      const wrong = { ...lines, [name]: lines[name].slice(1) } as Lines;
      expect(() => encodeFlush({ ...claim, lines: wrong })).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    },
  );

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('that holds %d is refused', (wrong) => {
    const refused = expect.objectContaining({ code: 'invalid_argument' });
    expect(() => encodeFlush({ ...claim, lines: { ...lines, lengths: [1, 2, wrong] } })).toThrow(refused);
    const deferred = [{ seqs: [[3, 4]] as const, afterMs: wrong, attempts: 1 }];
    expect(() => encodeFlush({ ...claim, deferred })).toThrow(refused);
  });
});
