import { describe, expect, test } from 'vitest';
import { ConcurrencyLimit } from './concurrency-limit.ts';

const MOST = 256;
const SLOTS = 64;

/** An engine with so many places that answers after a second, and its caller with 64 slots; what it saw in each second. */
function rounds(limit: ConcurrencyLimit, count: number, places: number): number[] {
  return Array.from({ length: count }, () => {
    const sent = Math.min(SLOTS, limit.value);
    const { mark } = limit;
    const answers = Array.from({ length: sent }, (_, at) => (at < places ? ('well' as const) : ('busy' as const)));
    // Those without a place come between the others, as they do.
    answers.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
    for (const [at, answer] of answers.entries()) limit.ended(answer, { mark, inFlight: sent - at });
    return sent;
  });
}

describe('the limit of an engine', () => {
  test('is none as long as it has room', () => {
    const limit = new ConcurrencyLimit({ most: MOST });
    expect(rounds(limit, 10, SLOTS)).toEqual(Array(10).fill(SLOTS));
    expect(limit.value).toBe(Number.POSITIVE_INFINITY);
  });

  test('falls to one within a few rounds of an engine that is away, and is not unlearned by what is still out', () => {
    const limit = new ConcurrencyLimit({ most: MOST });
    rounds(limit, 3, SLOTS);
    expect(rounds(limit, 8, 0)).toEqual([64, 32, 16, 8, 4, 2, 1, 1]);
  });

  test('doubles with each round of an engine that is back, up to half of what it took before, and then grows by one', () => {
    const limit = new ConcurrencyLimit({ most: MOST });
    rounds(limit, 3, SLOTS);
    rounds(limit, 60, 0);
    expect(rounds(limit, 8, SLOTS)).toEqual([1, 2, 4, 8, 16, 32, 32, 33]);
  });

  test('is lifted once it is beyond every use', () => {
    const limit = new ConcurrencyLimit({ most: 40 });
    rounds(limit, 10, 0);
    rounds(limit, 20, SLOTS);
    expect(limit.value).toBe(Number.POSITIVE_INFINITY);
  });

  test('of an engine with fewer places than callers stays near them', () => {
    const limit = new ConcurrencyLimit({ most: MOST });
    const sent = rounds(limit, 400, 10).slice(20);
    expect(Math.max(...sent)).toBeLessThanOrEqual(2 * 10);
    expect(Math.min(...sent)).toBeGreaterThanOrEqual(10 / 2);
  });

  test('is not cut by single answers among good ones', () => {
    const limit = new ConcurrencyLimit({ most: MOST });
    for (let nth = 0; nth < 10_000; nth++) {
      limit.ended(nth % 4 === 3 ? 'busy' : 'well', { mark: limit.mark, inFlight: SLOTS });
    }
    expect(limit.value).toBe(Number.POSITIVE_INFINITY);
  });
});
