import { describe, expect, it } from 'vitest';
import { RecentAnswers } from './recent-answers.ts';

const usage = { inputTokens: 30, cachedTokens: 20, outputTokens: 6, reasoningTokens: 1 };
const BORN_MS = 12_345_678;

/** One answer after every `everyMs`, until `untilMs` after the birth. */
function answering(everyMs: number, untilMs: number): RecentAnswers {
  const answers = new RecentAnswers(BORN_MS);
  for (let ms = everyMs; ms <= untilMs; ms += everyMs) answers.add(BORN_MS + ms, everyMs, usage);
  return answers;
}

describe('the answers of the last minute', () => {
  it('are rates of requests and tokens, from the first minute on', () => {
    for (const untilMs of [5_000, 20_000, 59_000, 60_000, 77_777, 600_000]) {
      const { requestsPerSecond, tokensPerSecond } = answering(100, untilMs).at(BORN_MS + untilMs);
      expect(requestsPerSecond).toBeCloseTo(10, 0);
      expect(tokensPerSecond.in).toBeCloseTo(30 * requestsPerSecond, 6);
      expect(tokensPerSecond.out).toBeCloseTo(6 * requestsPerSecond, 6);
    }
  });

  it('fade when no more come, and are gone after a minute', () => {
    const answers = answering(100, 60_000);
    expect(answers.at(BORN_MS + 90_000).requestsPerSecond).toBeCloseTo(5, 0);
    expect(answers.at(BORN_MS + 120_000)).toEqual({
      requestsPerSecond: 0,
      tokensPerSecond: { in: 0, out: 0 },
      latencyMs: null,
    });
    expect(answers.at(BORN_MS + 3_600_000).requestsPerSecond).toBe(0);
  });

  it('do not make a great rate of the first one', () => {
    const answers = new RecentAnswers(BORN_MS);
    answers.add(BORN_MS + 2, 2, usage);
    expect(answers.at(BORN_MS + 3).requestsPerSecond).toBe(1);
  });

  it('count nothing twice when their slots come around after a pause', () => {
    const answers = answering(100, 60_000);
    answers.add(BORN_MS + 360_000, 5, usage);
    expect(answers.at(BORN_MS + 360_000).requestsPerSecond).toBeCloseTo(1 / 57.5, 2);
  });
});

describe('their latency', () => {
  it('is nobody’s without an answer', () => {
    expect(new RecentAnswers(BORN_MS).at(BORN_MS + 1_000).latencyMs).toBeNull();
  });

  it.each([0.5, 3, 47, 1_000, 61_234, 3_600_000])('is told within 5 %: %d ms', (latencyMs) => {
    const answers = new RecentAnswers(BORN_MS);
    answers.add(BORN_MS + 1, latencyMs, usage);
    const told = answers.at(BORN_MS + 2).latencyMs;
    expect((told?.median ?? 0) / latencyMs).toBeGreaterThan(0.95);
    expect((told?.median ?? 0) / latencyMs).toBeLessThan(1.05);
    expect(told?.p95).toBe(told?.median);
  });

  it('has a middle, and 95 of 100 below the other figure', () => {
    const answers = new RecentAnswers(BORN_MS);
    for (let nth = 1; nth <= 1_000; nth++) answers.add(BORN_MS + nth * 20, nth, usage);
    const told = answers.at(BORN_MS + 20_000).latencyMs;
    expect((told?.median ?? 0) / 500).toBeCloseTo(1, 1);
    expect((told?.p95 ?? 0) / 950).toBeCloseTo(1, 1);
  });

  it.each([0, -1, Number.NaN, 1e12])('of %d ms breaks nothing', (latencyMs) => {
    const answers = new RecentAnswers(BORN_MS);
    answers.add(BORN_MS, latencyMs, usage);
    expect(answers.at(BORN_MS).latencyMs?.median).toBeGreaterThanOrEqual(0);
  });
});
