import { expect, test } from 'vitest';
import type { WorkerRecord } from '../store/index.ts';
import { demandsOf } from './worker-shares.ts';

const HOUR_MS = 3_600_000;

function worker(requestsPerSecond: number, model = 'm'): WorkerRecord {
  const record = {
    id: `${model} ${requestsPerSecond}`,
    pool: 'spot',
    models: ['m', 'n'],
    contextTokens: {},
    version: '1',
  };
  const load = { capacity: 4, inFlight: 4, engines: [], readyMs: null, livesMs: 15_000, startedAt: 0, beatAt: 0 };
  return { ...record, ...load, throughput: { [model]: { requestsPerSecond, tokensPerSecond: null } } };
}

const lane = (model: string, hours: number, dueHours: number) => ({
  model,
  deadlineAt: dueHours * HOUR_MS,
  open: hours * 3_600,
  tokens: 0,
});

test('a model asks for as many replicas as its tightest deadline needs, with all that is due before it', () => {
  const lanes = [lane('m', 6, 12), lane('m', 2, 1), lane('m', 2, 2)];
  expect(demandsOf(lanes, { workers: [worker(1)], asOf: 0 })).toEqual({ m: 2 });
  expect(demandsOf(lanes, { workers: [worker(1), worker(0.5)], asOf: 0 })).toEqual({ m: 4 });
});

test('a model that nobody has measured asks for one, and one without work for none', () => {
  const lanes = [lane('m', 6, 12), lane('n', 500, 1)];
  expect(demandsOf(lanes, { workers: [worker(1)], asOf: 0 })).toEqual({ m: 0.5, n: 1 });
  expect(demandsOf([], { workers: [worker(1)], asOf: 0 })).toEqual({});
});

test('a lane whose tokens nobody estimated asks by its requests', () => {
  const measured = { ...worker(1), throughput: { m: { requestsPerSecond: 1, tokensPerSecond: 100 } } };
  expect(demandsOf([lane('m', 6, 3)], { workers: [measured], asOf: 0 })).toEqual({ m: 2 });
});
