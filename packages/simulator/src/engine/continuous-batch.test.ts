import { describe, expect, test } from 'vitest';
import { ContinuousBatch } from './continuous-batch.ts';
import { uniform } from './seeded-random.ts';
import type { Sequence, SequenceCost } from './sequence.ts';
import { serviceTime } from './service-time.ts';

// A prompt token takes 1 ms; a completion token 10 ms alone, 20 ms in a batch of three.
const time = serviceTime({
  prefillTokensPerSecond: 1_000,
  decodeTokensPerSecond: 100,
  decodeHalvesAtSeqs: 3,
  speed: 1,
});

const cost = (promptTokens: number, completionTokens: number, cachedTokens = 0): SequenceCost => ({
  promptTokens,
  cachedTokens,
  completionTokens,
});

const batchOf = (maxNumSeqs: number, kvCacheTokens = 1e6): ContinuousBatch =>
  new ContinuousBatch({ maxNumSeqs, kvCacheTokens }, time);

/** When each sequence finishes, if nothing else is added. */
function finishTimes(batch: ContinuousBatch, sequences: readonly Sequence[]): (number | undefined)[] {
  const endedAt = new Map<Sequence, number>();
  for (let at = batch.nextEventAt(); at !== undefined; at = batch.nextEventAt()) {
    for (const sequence of batch.advance(at)) endedAt.set(sequence, at);
  }
  return sequences.map((sequence) => endedAt.get(sequence));
}

describe('a continuous batch', () => {
  test('serves a sequence alone in prefill time plus decode time', () => {
    const batch = batchOf(4);
    const [endedAt] = finishTimes(batch, [batch.add(cost(100, 20), 0)]);
    expect(endedAt).toBeCloseTo(100 + 200);
  });

  test('spares the prefill of cached tokens', () => {
    const batch = batchOf(4);
    const [endedAt] = finishTimes(batch, [batch.add(cost(100, 20, 96), 0)]);
    expect(endedAt).toBeCloseTo(4 + 200);
  });

  test('prefills one prompt at a time, in the order of arrival', () => {
    const batch = batchOf(4);
    const times = finishTimes(batch, [batch.add(cost(100, 0), 0), batch.add(cost(50, 0), 0)]);
    expect(times[0]).toBeCloseTo(100);
    expect(times[1]).toBeCloseTo(150);
  });

  test('slows every sequence down as more of them decode', () => {
    const batch = batchOf(4);
    const sequences = [1, 2, 3].map(() => batch.add(cost(0, 100), 0));
    for (const endedAt of finishTimes(batch, sequences)) expect(endedAt).toBeCloseTo(100 * 20);
  });

  test('runs at most maxNumSeqs and lets the others wait, first in, first out', () => {
    const batch = batchOf(2);
    const sequences = [1, 2, 3, 4].map(() => batch.add(cost(1, 10), 0));
    expect([batch.running, batch.waiting]).toEqual([2, 2]);
    const times = finishTimes(batch, sequences) as number[];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(batch.maxRunning).toBe(2);
    expect([batch.running, batch.waiting]).toEqual([0, 0]);
  });

  test('times what waited in the queue, once it has finished', () => {
    const batch = batchOf(1);
    for (let nth = 0; nth < 3; nth++) batch.add(cost(100, 20), 0);
    batch.advance(599);
    expect([batch.queueTimes.count, batch.queueTimes.sum]).toEqual([1, 0]);
    batch.advance(900);
    expect([batch.queueTimes.count, batch.queueTimes.sum]).toEqual([3, expect.closeTo(0.3 + 0.6)]);
    const [, ...more] = batch.queueTimes.buckets;
    expect([batch.queueTimes.buckets[0], more[0], more.at(-1)]).toEqual([
      ['0.3', 2],
      ['0.5', 2],
      ['+Inf', 3],
    ]);
    batch.resetCounters();
    expect(batch.queueTimes.count).toBe(0);
  });

  test('counts the wait of a sequence that is preempted until it was first admitted', () => {
    const batch = batchOf(4, 1_000);
    for (let nth = 0; nth < 2; nth++) batch.add(cost(300, 400), 0);
    finishTimes(batch, []);
    expect(batch.preemptions).toBeGreaterThan(0);
    expect(batch.queueTimes.sum).toBe(0);
  });

  test('gives the place of a sequence that is removed to the next one', () => {
    const batch = batchOf(1);
    const first = batch.add(cost(10, 10), 0);
    const second = batch.add(cost(10, 10), 0);
    batch.advance(30);
    batch.remove(first);
    expect([first.state, batch.running, batch.waiting]).toEqual(['gone', 1, 0]);
    expect(finishTimes(batch, [first, second])).toEqual([undefined, expect.closeTo(30 + 10 + 100)]);
  });

  test('preempts the youngest when the KV cache is full, and still decodes every token', () => {
    const batch = batchOf(4, 1_000);
    const sequences = [batch.add(cost(300, 400), 0), batch.add(cost(300, 400), 0)];
    const [first = 0, second = 0] = finishTimes(batch, sequences);
    expect(batch.preemptions).toBeGreaterThan(0);
    expect(first).toBeLessThan(second);
    expect(batch.generatedTokens).toBeCloseTo(800, 2);
    expect(batch.prefilledPromptTokens).toBe(600);
  });

  test('runs a sequence that outgrows the KV cache when it is alone', () => {
    const batch = batchOf(4, 100);
    const [endedAt] = finishTimes(batch, [batch.add(cost(90, 50), 0)]);
    expect(endedAt).toBeCloseTo(90 + 500);
    expect(batch.preemptions).toBe(0);
  });

  test('comes to its events after a month at a million times the speed', () => {
    const fast = serviceTime({
      prefillTokensPerSecond: 1e4,
      decodeTokensPerSecond: 100,
      decodeHalvesAtSeqs: 3,
      speed: 1e6,
    });
    const batch = new ContinuousBatch({ maxNumSeqs: 8, kvCacheTokens: 500 }, fast);
    batch.advance(3e9);
    const sequences = Array.from({ length: 50 }, (_, index) => batch.add(cost(10 + index, 100 + index), 3e9));
    expect(finishTimes(batch, sequences).every((endedAt) => endedAt !== undefined)).toBe(true);
  });
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('whatever arrives and leaves (seed %i)', (seed) => {
  const draw = (step: number, salt: number, below: number): number => Math.floor(uniform(seed, step, salt, 0) * below);

  test('every sequence that stays finishes, within the limits, and its tokens are decoded once', () => {
    const batch = batchOf(5, 800);
    const open = new Set<Sequence>();
    let nowMs = 0;
    let decoded = 0;
    const advance = (untilMs: number): void => {
      for (const sequence of batch.advance(untilMs)) {
        expect(open.delete(sequence)).toBe(true);
        decoded += sequence.cost.completionTokens;
      }
      expect(batch.running).toBeLessThanOrEqual(5);
      expect(batch.running + batch.waiting).toBe(open.size);
    };
    for (let step = 0; step < 300; step += 1) {
      nowMs += draw(step, 1, 200);
      advance(nowMs);
      open.add(batch.add(cost(1 + draw(step, 2, 200), draw(step, 3, 100)), nowMs));
    }
    const lost = batch.generatedTokens;
    for (const [index, sequence] of [...open].entries()) {
      if (index % 3 !== 0) continue;
      batch.remove(sequence);
      open.delete(sequence);
    }
    expect(batch.generatedTokens).toBe(lost);
    for (let at = batch.nextEventAt(); at !== undefined; at = batch.nextEventAt()) advance(at);
    expect(open.size).toBe(0);
    expect(batch.generatedTokens).toBeGreaterThanOrEqual(decoded - 1e-3 * 300);
    expect(batch.kvCacheUsage).toBe(0);
  });
});
