import { expect, test } from 'vitest';
import { ModelSpeed } from './model-speed.ts';

const FIVE_MINUTES = 300_000;

/** Runs `count` requests of `tokens` one after the other. Answers when the last one ended. */
function runInTurn(
  speed: ModelSpeed,
  { from = 0, count = 100, eachMs = 1_000, tokens = 50, model = 'm' } = {},
): number {
  let nowMs = from;
  for (let index = 0; index < count; index++) {
    speed.started(model, nowMs);
    nowMs += eachMs;
    speed.stopped(model, nowMs, tokens);
  }
  return nowMs;
}

test('nothing is said before a few answers', () => {
  const speed = new ModelSpeed();
  const endMs = runInTurn(speed, { count: 2 });
  expect(speed.rates(endMs)).toEqual({});
  expect(speed.rates(runInTurn(speed, { from: endMs, count: 1 })).m?.requestsPerSecond).toBeCloseTo(1, 1);
});

test('idle time neither slows the rate nor fades it', () => {
  const speed = new ModelSpeed();
  const before = speed.rates(runInTurn(speed));
  expect(speed.rates(1e9)).toEqual(before);
  const after = speed.rates(runInTurn(speed, { from: 1e9 }));
  expect(after.m?.requestsPerSecond).toBeCloseTo(1, 2);
  expect(after.m?.tokensPerSecond).toBeCloseTo(50, 0);
});

test('time in flight counts as busy once, however many requests share it', () => {
  const speed = new ModelSpeed();
  for (let index = 0; index < 10; index++) speed.started('m', 0);
  for (let index = 0; index < 10; index++) speed.stopped('m', 10_000, 7);
  expect(speed.rates(10_000).m?.requestsPerSecond).toBeCloseTo(1, 1);
  expect(speed.rates(10_000).m?.tokensPerSecond).toBeCloseTo(7, 0);
});

test('time with two models in flight counts to each by its share, so that each rate is that of the model alone', () => {
  const speed = new ModelSpeed();
  for (let tenth = 0; tenth < 10; tenth++) {
    const atMs = tenth * 4_000;
    for (const model of ['m', 'm', 'm', 'n']) speed.started(model, atMs);
    for (const model of ['m', 'm', 'm', 'n']) speed.stopped(model, atMs + 4_000, 50);
  }
  // Three of four requests in flight, and three of four answered: a worker that ends one a second of either.
  const rates = speed.rates(40_000);
  expect([rates.m?.requestsPerSecond, rates.n?.requestsPerSecond]).toEqual([
    expect.closeTo(1, 1),
    expect.closeTo(1, 1),
  ]);
});

test('a young worker is as fast before its next answers as behind its last', () => {
  const speed = new ModelSpeed();
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < 4; index++) speed.started('m', round * 2_000);
    if (round === 0) for (let index = 0; index < 4; index++) speed.stopped('m', 2_000, 50);
  }
  for (const atMs of [2_000, 3_000, 3_999]) expect(speed.rates(atMs).m?.requestsPerSecond).toBeCloseTo(2, 1);
  expect(speed.rates(6_000).m?.requestsPerSecond).toBeCloseTo(1, 1);
});

test('a stall is seen while it lasts, and what runs again is time without an answer', () => {
  const speed = new ModelSpeed();
  const endMs = runInTurn(speed);
  speed.started('m', endMs);
  expect(speed.rates(endMs + FIVE_MINUTES).m?.requestsPerSecond).toBeLessThan(0.2);
  expect(speed.rates(endMs + 3 * FIVE_MINUTES).m?.requestsPerSecond).toBeGreaterThan(0.001);
  speed.stopped('m', endMs + 3 * FIVE_MINUTES, undefined);
  expect(speed.rates(endMs + 3 * FIVE_MINUTES).m?.requestsPerSecond).toBeLessThan(0.2);
});

test('requests that do not end bound the rate within a minute', () => {
  const speed = new ModelSpeed();
  for (let index = 0; index < 4; index++) speed.started('m', 0);
  expect(speed.rates(40_000)).toEqual({});
  expect(speed.rates(60_000).m?.requestsPerSecond).toBeCloseTo(4 / 54.4, 3);
  expect(speed.rates(300_000).m?.requestsPerSecond).toBeLessThan(4 / 150);
});

test('a new pace is believed after five minutes of work, mostly', () => {
  const speed = new ModelSpeed();
  const endMs = runInTurn(speed, { count: 1_000 });
  const rate = speed.rates(runInTurn(speed, { from: endMs, count: 600, eachMs: 500 })).m?.requestsPerSecond ?? 0;
  expect(rate).toBeGreaterThan(1.6);
  expect(rate).toBeLessThan(2);
});

test('models are measured apart, and without estimates there are no tokens', () => {
  const speed = new ModelSpeed();
  const endMs = runInTurn(speed, { model: 'small', eachMs: 100, tokens: 0 });
  runInTurn(speed, { from: endMs, model: 'large' });
  const { small, large } = speed.rates(endMs + 100_000);
  expect(small?.requestsPerSecond).toBeCloseTo(10, 1);
  expect(small?.tokensPerSecond).toBeNull();
  expect(large?.requestsPerSecond).toBeCloseTo(1, 2);
});
