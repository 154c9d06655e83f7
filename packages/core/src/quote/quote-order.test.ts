import { describe, expect, test } from 'vitest';
import { reckonAtOnce } from '../../test/reckon-at-once.ts';
import { dedicatedOnly, pacedBurst, spotOnly } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { FleetStanding, Lane, ModelThroughput, WorkerRecord } from '../store/index.ts';
import { refusalOf } from './admit.ts';
import { judgeWindow as judgingWindow, type WindowJudgement } from './judge-window.ts';
import type { QuoteSnapshot } from './model-sight.ts';
import type { Quote } from './quote.ts';
import { quoteOrder } from './quote-order.ts';
import type { QuotedOrder } from './quoted-order.ts';

const HOUR_MS = 3_600_000;
const asOf = Date.UTC(2026, 0, 1);

/** One request a second. */
const steady: ModelThroughput = { requestsPerSecond: 1, tokensPerSecond: null };

/** A spot and a dedicated pool that something scales, with a cold start of three minutes. */
function scaledPools({ spot = 16, dedicated = 16 } = {}): readonly Pool[] {
  return [
    { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all', maxReplicas: spot, coldStartMs: 180_000 },
    {
      ...{ name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'none' },
      ...{ maxReplicas: dedicated, coldStartMs: 180_000 },
    },
  ];
}

/** A pool whose workers nothing starts. */
const freeSpot: Pool = { name: 'spot', preemptible: true, pricePerHour: 2, permission: 'all' };

/** The pools as coordinators last saw them: without replicas, and measured. */
function standings(pools: readonly Pool[], throughput: ModelThroughput | null = steady): FleetStanding[] {
  return pools.map(({ name: pool }) => ({
    ...{ pool, model: 'm', desiredReplicas: 0, decidedAt: asOf },
    observed: { live: 0, throughput, coldStartMs: 180_000, openRequests: 0, openTokens: 0 },
  }));
}

function worker(overrides: Partial<WorkerRecord> = {}): WorkerRecord {
  return {
    ...{ id: 'worker', pool: 'spot', models: ['m'], contextTokens: {}, capacity: 4, inFlight: 0, version: '1' },
    ...{ engines: [], throughput: { m: steady }, readyMs: null, livesMs: 60_000, startedAt: asOf, beatAt: asOf },
    ...overrides,
  };
}

/** A batch that waits: `hours` of a steady replica, due in `dueHours`. */
function lane(hours: number, dueHours: number, overrides: Partial<Lane> = {}): Lane {
  return {
    ...{ batchId: 'other', model: 'm', tenant: 'other', priority: 1, createdAt: asOf - HOUR_MS },
    ...{ deadlineAt: asOf + dueHours * HOUR_MS, open: hours * 3_600, tokens: 0, dueInMs: 0, permission: 'all' },
    ...overrides,
  };
}

function snapshotOf(overrides: Partial<QuoteSnapshot> = {}): QuoteSnapshot {
  const pools = overrides.pools ?? [freeSpot];
  return {
    ...{ asOf, pools, fleetPolicy: pacedBurst({ marginMs: 30_000, workMargin: 0.1 }) },
    ...{ standings: [], workers: [], lanes: [], arriving: [] },
    ...overrides,
  };
}

/** An order of `hours` of a steady replica, to be done within `windowHours`. */
function order(hours: number, windowHours: number, overrides: Partial<QuotedOrder> = {}): QuotedOrder {
  const models = [{ model: 'm', requests: hours * 3_600, tokens: 0 }];
  return { tenant: 'acme', priority: 1, windowMs: windowHours * HOUR_MS, models, ...overrides };
}

function judgeWindow(...asked: Parameters<typeof judgingWindow>): WindowJudgement {
  return reckonAtOnce(judgingWindow(...asked));
}

const week = { maxWindowMs: 168 * HOUR_MS };
const oneWorker = snapshotOf({ workers: [worker()] });

describe('the judgement of a window', () => {
  test('is yes when the work takes less', () => {
    expect(judgeWindow(order(1, 2), oneWorker, week)).toEqual({
      feasible: 'yes',
      reason: 'Expected to be done in 61 min, within 2h.',
    });
  });

  test('is unknown for a model that was never measured, with what to do', () => {
    const fresh = snapshotOf({ workers: [worker({ throughput: {} })] });
    const { feasible, reason } = judgeWindow(order(100, 1), fresh, week);
    expect([feasible, reason]).toEqual(['unknown', expect.stringMatching(/never measured.*'m'.*Run a small batch/)]);
    expect(refusalOf(judgeWindow(order(100, 1), fresh, week))).toBeUndefined();
  });

  test('is unknown while no worker serves the model and nothing starts one, whatever was measured', () => {
    const gone = snapshotOf({ standings: standings([freeSpot]) });
    expect(judgeWindow(order(1, 2), gone, week)).toMatchObject({
      feasible: 'unknown',
      reason: expect.stringContaining("No worker serves 'm' now"),
    });
  });

  test('takes what the last decision measured, when no worker lives and one can be started', () => {
    const pools = scaledPools();
    const asleep = snapshotOf({ pools, standings: standings(pools) });
    expect(judgeWindow(order(40, 4), asleep, week).feasible).toBe('yes');
    expect(judgeWindow(order(400, 4), asleep, week).feasible).toBe('no');
  });

  test('is no for what takes longer even alone, with the shortest window that would do', () => {
    const judgement = judgeWindow(order(3, 1), oneWorker, week);
    expect(judgement).toMatchObject({ feasible: 'no', evenAlone: true, fitsInMs: undefined });
    const { shortestWindowMs = 0 } = judgement as { shortestWindowMs?: number };
    expect(shortestWindowMs / HOUR_MS).toBeGreaterThan(3);
    expect(shortestWindowMs / HOUR_MS).toBeLessThan(3.1);
    expect(judgeWindow(order(3, shortestWindowMs / HOUR_MS), oneWorker, week).feasible).toBe('yes');
  });

  test('names no window when none that is allowed would do', () => {
    expect(judgeWindow(order(3, 1), oneWorker, { maxWindowMs: 2 * HOUR_MS })).toMatchObject({
      feasible: 'no',
      shortestWindowMs: undefined,
      reason: expect.stringContaining('No longer window would do now.'),
    });
  });

  test('is no for what only waits too long, with the time at which it will fit', () => {
    const busy = snapshotOf({ workers: [worker()], lanes: [lane(2, 2.2, { priority: 10, tenant: 'acme' })] });
    const judgement = judgeWindow(order(1, 1.5), busy, week);
    expect(judgement).toMatchObject({ feasible: 'no', evenAlone: false });
    const { fitsInMs = 0 } = judgement as { fitsInMs?: number };
    expect(fitsInMs / HOUR_MS).toBeGreaterThan(1.4);
    expect(fitsInMs / HOUR_MS).toBeLessThan(2.1);
  });

  test('is no when it would be done, but other work that is due became late for it', () => {
    const busy = snapshotOf({ workers: [worker()], lanes: [lane(1, 1.2)] });
    expect(judgeWindow(order(0.5, 0.8), busy, week)).toMatchObject({
      feasible: 'no',
      evenAlone: false,
      reason: expect.stringContaining('only if other work that is due becomes late'),
    });
    // What is late anyway is not held against it.
    const lost = snapshotOf({ workers: [worker()], lanes: [lane(9, 1.05)] });
    expect(judgeWindow(order(0.2, 24), lost, week).feasible).toBe('yes');
  });

  test('counts what was let in and is not planned yet', () => {
    const models = [{ model: 'm', requests: 2 * 3_600, tokens: 0 }];
    const arriving = [
      { id: 'b', tenant: 'acme', priority: 10, createdAt: asOf, deadlineAt: asOf + 2.2 * HOUR_MS, models },
    ];
    const workers = [worker()];
    expect(judgeWindow(order(1, 1.5), snapshotOf({ workers, arriving }), week).feasible).toBe('no');
    expect(judgeWindow(order(1, 1.5), snapshotOf({ workers }), week).feasible).toBe('yes');
  });

  test('is about each model of the order by itself', () => {
    const models = ['m', 'n'].map((model) => ({ model, requests: 3_600, tokens: 0 }));
    const both = worker({ models: ['m', 'n'], throughput: { m: steady, n: { ...steady, requestsPerSecond: 0.1 } } });
    const slow = snapshotOf({ workers: [both] });
    expect(judgeWindow(order(1, 2, { models }), slow, week)).toMatchObject({ feasible: 'no', evenAlone: true });
    expect(judgeWindow(order(1, 12, { models }), slow, week).feasible).toBe('yes');
  });

  test('follows the fleet policy of the installation', () => {
    const pools = scaledPools({ spot: 1, dedicated: 8 });
    const fleet = { pools, standings: standings(pools) };
    expect(judgeWindow(order(6, 2), snapshotOf(fleet), week).feasible).toBe('yes');
    expect(judgeWindow(order(6, 2), snapshotOf({ ...fleet, fleetPolicy: dedicatedOnly() }), week).feasible).toBe('yes');
    const onSpot = judgeWindow(order(6, 2), snapshotOf({ ...fleet, fleetPolicy: spotOnly() }), week);
    expect(onSpot).toMatchObject({ feasible: 'no', evenAlone: true });
  });

  test('tells a tenant nothing that could be counted of the work of others', () => {
    const lanes = Array.from({ length: 37 }, (_, at) => lane(0.1, 4, { batchId: `b${at}`, tenant: `secret${at}` }));
    const judgement = judgeWindow(order(1, 1), snapshotOf({ workers: [worker()], lanes }), week);
    expect(judgement.feasible).toBe('no');
    expect(judgement.reason).not.toMatch(/37|secret|batch/);
  });

  test('can be interrupted within each of its forecasts', () => {
    const lanes = Array.from({ length: 40 }, (_, at) => lane(2, at + 1, { batchId: `b${at}`, tenant: `t${at % 7}` }));
    const judging = judgingWindow(order(10, 1), snapshotOf({ workers: [worker()], lanes }), week);
    let turns = 0;
    while (!judging.next().done) turns++;
    expect(turns).toBeGreaterThan(100);
  });
});

describe('the refusal of what is not feasible', () => {
  test('even alone: it can never be let in as it is', () => {
    expect(refusalOf(judgeWindow(order(3, 1), oneWorker, week))).toMatchObject({
      code: 'window_infeasible',
      retryable: false,
      param: 'completion_window',
      message: expect.stringMatching(/The shortest window that would do now is 18\dm\./),
    });
  });

  test('for the work before it: later it can', () => {
    const busy = snapshotOf({ workers: [worker()], lanes: [lane(2, 2.2, { priority: 10, tenant: 'acme' })] });
    const judgement = judgeWindow(order(1, 1.5), busy, week);
    const refusal = refusalOf(judgement);
    expect(refusal).toMatchObject({ code: 'limit_reached', retryable: true, param: 'completion_window' });
    expect(refusal?.retryAfterMs).toBe((judgement as { fitsInMs?: number }).fitsInMs);
  });

  test('of nothing that fits', () => {
    expect(refusalOf(judgeWindow(order(1, 2), oneWorker, week))).toBeUndefined();
  });
});

describe('a quote', () => {
  const pools = scaledPools();
  const scaled = snapshotOf({ pools, standings: standings(pools) });
  const quote = (asked: QuotedOrder, snapshot: QuoteSnapshot, problems: Quote['problems'] = []): Quote =>
    reckonAtOnce(
      quoteOrder(
        { order: asked, window: '24h', bytes: 1, plan: { requests: 1, tokens: 0, problems }, ...week },
        snapshot,
      ),
    );

  test('of nothing but live workers: the work takes its time, and costs the price of that time', () => {
    const { expected, onSpot, onDedicated, measured, feasible } = quote(order(2, 24), oneWorker);
    expect([measured, feasible, onDedicated]).toEqual([true, 'yes', null]);
    expect(onSpot).toEqual(expected);
    expect((expected?.finishInMs.expected ?? 0) / HOUR_MS).toBeCloseTo(2, 2);
    expect(expected?.cost.expected).toBeCloseTo(4, 6);
    // Half as fast again, and a third slower.
    expect((expected?.finishInMs.earliest ?? 0) / HOUR_MS).toBeCloseTo(1.333, 2);
    expect((expected?.finishInMs.latest ?? 0) / HOUR_MS).toBeCloseTo(3, 2);
  });

  test('puts spot, dedicated and what the policy does of both beside each other', () => {
    const { expected, onSpot, onDedicated } = quote(order(320, 24), scaled);
    expect(onSpot?.cost.expected).toBeLessThan(onDedicated?.cost.expected ?? 0);
    // Four times the price, and each replica warms up once.
    expect(onDedicated?.cost.expected).toBeGreaterThanOrEqual(4 * 320);
    expect(onDedicated?.cost.expected).toBeLessThanOrEqual(4 * (320 + 16 * 0.05) + 1e-6);
    expect(onSpot?.finishInMs.expected).toBeGreaterThan(24 * HOUR_MS);
    expect(expected?.finishInMs.expected).toBeLessThanOrEqual(24 * HOUR_MS);
    expect(expected?.cost.expected).toBeGreaterThan(onSpot?.cost.expected ?? 0);
    expect(expected?.cost.expected).toBeLessThan(onDedicated?.cost.expected ?? 0);
  });

  test.each([1, 10, 100, 1_000])('of %i replica-hours names ranges that hold what is expected', (hours) => {
    const { expected, onSpot, onDedicated } = quote(order(hours, 24), scaled);
    for (const forecast of [expected, onSpot, onDedicated]) {
      const { earliest, expected: usual, latest } = forecast?.finishInMs ?? { earliest: 1, expected: 0, latest: 0 };
      expect(earliest).toBeLessThanOrEqual(usual);
      expect(latest ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(usual);
      const { low, expected: cost, high } = forecast?.cost ?? { low: 1, expected: 0, high: 0 };
      expect(low).toBeLessThanOrEqual(cost);
      expect(cost).toBeLessThanOrEqual(high);
    }
  });

  test('says when its window would be missed if things went badly', () => {
    expect(quote(order(19, 24), oneWorker).reason).toContain('would be late if things went badly');
    expect(quote(order(1, 24), oneWorker).reason).not.toContain('late');
  });

  test('of requests that fit into the slots of a worker is no sooner than one of them takes', () => {
    const wide = snapshotOf({ workers: [worker({ capacity: 60 })] });
    const { expected } = quote(order(2 / 3_600, 24), wide);
    expect(expected?.finishInMs.expected).toBeGreaterThanOrEqual(60_000);
  });

  test('of an unmeasured model forecasts nothing, and says so', () => {
    const fresh = snapshotOf({ workers: [worker({ throughput: {} })] });
    expect(quote(order(1, 24), fresh)).toMatchObject({
      ...{ measured: false, feasible: 'unknown', expected: null, onSpot: null, onDedicated: null },
      models: [{ model: 'm', throughput: null }],
      reason: expect.stringContaining('never measured'),
    });
  });

  test('of a file with problems forecasts nothing, and says the first', () => {
    const problem = { code: 'invalid_url', message: 'The url is wrong.', param: 'url', line: 3 };
    expect(quote(order(1, 24), oneWorker, [problem])).toMatchObject({
      ...{ feasible: 'unknown', expected: null, problems: [problem] },
      reason: expect.stringContaining('The url is wrong.'),
    });
  });
});
