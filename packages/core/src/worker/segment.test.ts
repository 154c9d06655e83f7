import { expect, test } from 'vitest';
import { decodeNotes, type EndedRequest, encodeSegment } from './segment.ts';

const ended = (seq: number, line: string, part: Partial<EndedRequest> = {}): EndedRequest => ({
  seq,
  outcome: 'succeeded',
  line: Buffer.from(line),
  attempts: 1,
  tokensIn: seq,
  tokensOut: 2 * seq,
  cachedTokens: 0,
  reasoningTokens: 0,
  durationMs: 5,
  startedAt: 1_000,
  code: null,
  engine: null,
  ...part,
});

test('lines lie in seq order from the start, whatever the order in which they ended, with the notes behind them', () => {
  const requests = [
    ended(7, 'seven\n', { cachedTokens: 3 }),
    ended(2, 'two\n', { outcome: 'failed', code: 'http_400' }),
  ];
  const { bytes, lines } = encodeSegment('segments/b/1', requests, { pool: 'spot', worker: 'w' });
  expect(bytes.subarray(0, 10).toString()).toBe('two\nseven\n');
  expect(lines).toMatchObject({
    offset: 0,
    seqs: [
      [2, 3],
      [7, 8],
    ],
    lengths: [4, 6],
    outcomes: ['failed', 'succeeded'],
  });
  expect(lines.tokensIn).toEqual([2, 7]);
  expect(decodeNotes(bytes.subarray(10))).toMatchObject({
    cachedTokens: [0, 3],
    codes: ['http_400', null],
    worker: 'w',
  });
});
