import { expect, test } from 'vitest';
import { reckonAtOnce } from '../../test/reckon-at-once.ts';
import { demandsOf } from '../coordinator/worker-shares.ts';
import { pacedBurst } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { QuoteSnapshot } from '../quote/model-sight.ts';
import type { Lane, WorkerRecord } from '../store/index.ts';
import { type ExpectedEnd, forecastModel, type PrognosisOrder } from './forecast-model.ts';
import { waitingHoursOf } from './waiting-hours.ts';

const HOUR_MS = 3_600_000;
const asOf = Date.UTC(2026, 0, 1);
const steady = { requestsPerSecond: 1, tokensPerSecond: null };
/** Nothing starts its workers. */
const spot: Pool = { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all' };

function worker(overrides: Partial<WorkerRecord> = {}): WorkerRecord {
  return {
    ...{ id: 'worker', pool: 'spot', models: ['m'], contextTokens: {}, capacity: 4, inFlight: 0, version: '1' },
    ...{ engines: [], throughput: { m: steady }, readyMs: null, livesMs: 60_000, startedAt: asOf, beatAt: asOf },
    ...overrides,
  };
}

/** `hours` of a worker's work, due in `dueHours`. */
function lane(batchId: string, hours: number, dueHours: number, overrides: Partial<Lane> = {}): Lane {
  return {
    ...{ batchId, model: 'm', tenant: 'acme', priority: 1, createdAt: asOf - HOUR_MS },
    ...{ deadlineAt: asOf + dueHours * HOUR_MS, open: hours * 3_600, tokens: 0, dueInMs: 0, permission: 'all' },
    ...overrides,
  };
}

function endsOf(
  lanes: readonly Lane[],
  {
    asked = lanes,
    demands = {},
    waitingHours,
    ...overrides
  }: Partial<QuoteSnapshot> &
    Partial<Pick<PrognosisOrder, 'demands' | 'waitingHours'>> & { asked?: readonly Lane[] } = {},
): ReadonlyMap<string, ExpectedEnd> {
  const snapshot = {
    ...{ asOf, pools: [spot], fleetPolicy: pacedBurst(), standings: [], workers: [worker()], lanes, arriving: [] },
    ...overrides,
  };
  const batchIds = new Set(asked.map(({ batchId }) => batchId));
  const order = { model: 'm', batchIds, demands, ...(waitingHours && { waitingHours }) };
  return reckonAtOnce(forecastModel(order, snapshot)).ends;
}

const hoursOf = (end: ExpectedEnd | undefined): number => Number(end?.finishInMs) / HOUR_MS;

test('the sooner deadline is done first, and the other behind it', () => {
  const ends = endsOf([lane('later', 1, 9), lane('sooner', 2, 3)]);
  expect(hoursOf(ends.get('sooner'))).toBeCloseTo(2, 1);
  expect(hoursOf(ends.get('later'))).toBeCloseTo(3, 1);
});

test('of what is late it is told by how much, and how it would do alone', () => {
  const ends = endsOf([lane('one', 2, 2.7), lane('other', 2, 2.7, { createdAt: asOf })]);
  const late = [...ends.values()].filter(({ finishInMs }) => Number(finishInMs) > 2.7 * HOUR_MS);
  expect(late.length).toBeGreaterThan(0);
  for (const end of late) {
    expect(hoursOf(end)).toBeLessThan(4.2);
    expect(Number(end.aloneInMs) / HOUR_MS).toBeCloseTo(2, 1);
  }
  for (const end of ends.values()) if (!late.includes(end)) expect(end.aloneInMs).toBeNull();
});

test('what is late gives way at its deadline to what is not', () => {
  const ends = endsOf([lane('lost', 20, 1), lane('kept', 1, 2.5)]);
  expect(hoursOf(ends.get('lost'))).toBeGreaterThan(1);
  expect(hoursOf(ends.get('kept'))).toBeLessThanOrEqual(2.5);
});

test('what is never done is never, and of what was never measured nothing is told', () => {
  const asleep = worker({ throughput: {} });
  expect(endsOf([lane('one', 1, 2)], { workers: [asleep] }).size).toBe(0);
  const observed = { live: 0, throughput: steady, coldStartMs: 1_000, openRequests: 0, openTokens: 0 };
  const standings = [{ pool: 'spot', model: 'm', desiredReplicas: 0, decidedAt: asOf, observed }];
  const end = endsOf([lane('one', 1, 2)], { workers: [], standings }).get('one');
  expect(end).toMatchObject({ finishInMs: 'never', aloneInMs: 'never', leftHours: 1 });
});

test('a worker that serves several models is counted by the share that the model asks for', () => {
  const both = worker({ models: ['m', 'n'], throughput: { m: steady, n: steady } });
  const ends = endsOf([lane('one', 1, 9)], { workers: [both], demands: { m: 1, n: 3 } });
  expect(hoursOf(ends.get('one'))).toBeCloseTo(4, 1);
});

test('a little work beside a model in distress is done no later than all of it', () => {
  const lanes = [lane('little', 1, 20), lane('hopeless', 4, 1, { model: 'n' })];
  const both = worker({ models: ['m', 'n'], throughput: { m: steady, n: steady } });
  const workers = [both];
  const seen = { asOf, pools: [spot], fleetPolicy: pacedBurst(), standings: [], workers, lanes, arriving: [] };
  const waitingHours = waitingHoursOf(seen);
  const ends = endsOf([], { ...seen, asked: lanes, demands: demandsOf(lanes, { workers, asOf }), waitingHours });
  expect(hoursOf(ends.get('little'))).toBeCloseTo(5, 1);
});

test('what waits is measured by beats, by what the last decision remembers, or not at all', () => {
  const lanes = [lane('one', 1, 20), lane('other', 4, 1, { model: 'n' }), lane('third', 1, 1, { model: 'o' })];
  const workers = [worker({ models: ['m', 'n', 'o'], throughput: { m: steady } })];
  const observed = { live: 1, throughput: steady, coldStartMs: 1_000, openRequests: 0, openTokens: 0 };
  const standings = [{ pool: 'spot', model: 'n', desiredReplicas: 0, decidedAt: asOf, observed }];
  const seen = { asOf, pools: [spot], fleetPolicy: pacedBurst(), standings, workers, lanes, arriving: [] };
  expect(waitingHoursOf(seen)).toEqual({ m: 1, n: 4, o: Number.POSITIVE_INFINITY });
});

test('only those that are asked for are told, and all others count', () => {
  const others = Array.from({ length: 200 }, (_, index) => lane(`other ${index}`, 0.01, 5));
  const asked = [lane('one', 1, 9)];
  const ends = endsOf([...others, ...asked], { asked });
  expect([...ends.keys()]).toEqual(['one']);
  expect(hoursOf(ends.get('one'))).toBeCloseTo(3, 1);
});

test('a hundred batches are forecast at once, in well under a second', () => {
  const lanes = Array.from({ length: 100 }, (_, index) => lane(`batch ${index}`, 0.1, 1 + index / 10));
  // The best of several: this process may stand still in the middle of one.
  const took = Array.from({ length: 3 }, () => {
    const beganMs = performance.now();
    expect(endsOf(lanes).size).toBe(100);
    return performance.now() - beganMs;
  });
  expect(Math.min(...took)).toBeLessThan(2_000);
});
