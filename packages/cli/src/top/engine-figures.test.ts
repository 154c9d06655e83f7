import type { WorkerEngine } from '@spillway/api-types';
import { expect, test } from 'vitest';
import { engineFigures } from './engine-figures.ts';

const silent: WorkerEngine = {
  ...{ url: 'http://one:8000', healthy: true, reason: null, requests_per_second: null, tokens_per_second: null },
  ...{ latency_seconds: null, queue_seconds: null, waiting: null, running: null },
};
const busy: WorkerEngine = {
  ...silent,
  ...{ tokens_per_second: { input: 1_000, output: 234 }, latency_seconds: { median: 0.85, p95: 2 }, waiting: 1_200 },
};

test('the engines of a worker add up, and the slowest tells the latency', () => {
  const slow = { ...busy, latency_seconds: { median: 12, p95: 20 }, waiting: 34 };
  expect(engineFigures([busy])).toEqual(['1.2k', '850 ms', '1,200']);
  expect(engineFigures([busy, slow, silent])).toEqual(['2.5k', '12 s', '1,234']);
});

test('an idle engine has noughts, and one that nobody knows has dashes', () => {
  const idle = { ...silent, tokens_per_second: { input: 0, output: 0 }, waiting: 0 };
  expect(engineFigures([idle])).toEqual(['0', '-', '0']);
  expect(engineFigures([silent])).toEqual(['-', '-', '-']);
  expect(engineFigures([])).toEqual(['-', '-', '-']);
});

test('an older server, which tells nothing of it, is shown all the same', () => {
  const older = { url: 'http://one:8000', healthy: true, reason: null } as WorkerEngine;
  expect(engineFigures([older])).toEqual(['-', '-', '-']);
});
