import { expect, test } from 'vitest';
import { isSampled } from './is-sampled.ts';

const ids = Array.from({ length: 20_000 }, (_, seq) => `batch_req_abc_${seq}`);
const sampled = (share: number): readonly string[] => ids.filter((id) => isSampled(id, share));

test.each([0, 0.01, 0.3, 1])('a share of %d is about so many of the requests of a batch', (share) => {
  const most = 5 * Math.sqrt(ids.length * share * (1 - share));
  expect(Math.abs(sampled(share).length - share * ids.length)).toBeLessThanOrEqual(most);
});

test('the same requests are chosen each time, and a larger share chooses them, too', () => {
  const few = sampled(0.01);
  expect(sampled(0.01)).toEqual(few);
  const many = new Set(sampled(0.1));
  expect(few.filter((id) => !many.has(id))).toEqual([]);
});
