import { expect, test } from 'vitest';
import type { WorkerRecord } from '../store/index.ts';
import { WorkRates } from './work-rates.ts';

function worker(id: string, beatAt: number, requests: number | undefined): WorkerRecord {
  return {
    ...{ id, pool: 'spot', models: ['m'], contextTokens: {}, capacity: 4, inFlight: 0, version: '1' },
    ...{ engines: [], throughput: {}, readyMs: null, livesMs: 60_000, startedAt: 0, beatAt },
    ...(requests !== undefined && { ended: { requests, tokens: 10 * requests } }),
  };
}

/** The rate after each look at the workers. */
function ratesOf(...looks: readonly (readonly WorkerRecord[])[]): (number | null)[] {
  const rates = new WorkRates();
  return looks.map((workers) => {
    rates.note(workers);
    const { requestsPerSecond, tokensPerSecond } = rates.of(workers);
    expect(tokensPerSecond).toBe(requestsPerSecond === null ? null : 10 * requestsPerSecond);
    return requestsPerSecond;
  });
}

test('a rate is what was ended between two beats, and nothing is known before the second', () => {
  expect(ratesOf([worker('one', 1_000, 500)], [worker('one', 6_000, 600)])).toEqual([null, 20]);
});

test('it does not matter how often one looks between two beats', () => {
  const [first, second] = [worker('one', 1_000, 0), worker('one', 6_000, 100)];
  expect(ratesOf([first], [first], [second], [second], [worker('one', 11_000, 100)])).toEqual([null, null, 20, 20, 0]);
});

test('the rates of workers add up, and those that are not known yet count for nothing', () => {
  const before = [worker('one', 0, 0), worker('other', 0, 0)];
  const after = [worker('one', 5_000, 50), worker('other', 5_000, 100), worker('fresh', 5_000, 9_999)];
  expect(ratesOf(before, after)).toEqual([null, 30]);
});

test('a worker that began anew counts from nothing, and one that went counts no more', () => {
  expect(ratesOf([worker('one', 0, 1_000)], [worker('one', 5_000, 50)], [])).toEqual([null, 10, 0]);
});

test('of workers that do not say what they ended nothing is known', () => {
  expect(ratesOf([worker('old', 0, undefined)], [worker('old', 5_000, undefined)])).toEqual([null, null]);
});
