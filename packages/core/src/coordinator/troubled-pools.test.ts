import { expect, test } from 'vitest';
import { pacedBurst, productionMargins } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { Lane, WorkerRecord } from '../store/index.ts';
import { decideFleet } from './decide-fleet.ts';
import { isRefused, observePool } from './observe-pool.ts';
import { freshPool, type PoolMemory } from './tick-memory.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const spot: Pool = { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all', maxReplicas: 4 };
const cheap: Pool = { name: 'cheap', preemptible: false, pricePerHour: 4, permission: 'none', maxReplicas: 4 };
const dear: Pool = { ...cheap, name: 'dear', pricePerHour: 6 };

/** A worker of a request a second. */
function worker(id: string, pool: string): WorkerRecord {
  return {
    ...{ id, pool, models: ['m'], contextTokens: {}, capacity: 4, inFlight: 4, version: '1', engines: [] },
    ...{ readyMs: null, livesMs: 15_000, startedAt: 0, beatAt: 0 },
    throughput: { m: { requestsPerSecond: 1, tokensPerSecond: null } },
  };
}

interface Given {
  readonly pools: readonly Pool[];
  readonly open: number;
  readonly deadlineAt: number;
  readonly workers?: readonly WorkerRecord[];
}

/** A fleet that is decided about again and again, with what it remembers. */
function fleet({ pools, deadlineAt, ...given }: Given) {
  let memory: unknown = null;
  return (asOf: number, { open = given.open, workers = given.workers ?? [] } = {}) => {
    const amount = { deadlineAt, createdAt: 0, open, tokens: 0, dueInMs: 0 };
    const lane: Lane = { batchId: 'b', model: 'm', tenant: 'a', priority: 1, permission: 'none', ...amount };
    const lanes = new Map(pools.map(({ name, permission }) => [name, [{ ...lane, permission }]]));
    const policy = pacedBurst(productionMargins);
    const decision = decideFleet(policy, { asOf, model: 'm', pools, lanes, workers, memory });
    memory = JSON.parse(JSON.stringify(decision.memory));
    return Object.fromEntries(decision.pools.map(({ pool, desiredReplicas }) => [pool, desiredReplicas]));
  };
}

test('a dedicated pool that gives nothing is passed over for a dearer one, and asked on until it gives again', () => {
  const many = [cheap, dear].map((pool) => ({ ...pool, maxReplicas: 16, coldStartMs: HOUR_MS }));
  const pools = [{ ...spot, maxReplicas: 1 }, ...many];
  const decide = fleet({ pools, open: 900_000, deadlineAt: 24 * HOUR_MS, workers: [worker('s', 'spot')] });
  const first = decide(0);
  expect(first).toMatchObject({ cheap: expect.toSatisfy((count) => count > 8 && count < 16), dear: 0 });
  const refused = decide(HOUR_MS);
  expect(refused.dear).toBeGreaterThanOrEqual(first.cheap ?? 16);
  expect(refused.cheap).toBe(first.cheap);
  // Nothing changes while both are awaited.
  expect(decide(HOUR_MS + 5 * SECOND_MS)).toEqual(refused);
  expect(decide(HOUR_MS + 10 * SECOND_MS)).toEqual(refused);
});

test('a dedicated pool that gives nothing is asked again where it is the only one', () => {
  const pools = [spot, cheap].map((pool) => ({ ...pool, coldStartMs: MINUTE_MS }));
  const decide = fleet({ pools, open: 3_000, deadlineAt: 20 * MINUTE_MS, workers: [worker('s', 'spot')] });
  expect(decide(12 * MINUTE_MS).cheap).toBe(4);
  expect(decide(13 * MINUTE_MS).cheap).toBe(4);
});

test('a cold start that nobody measured or configured keeps no deadline from dedicated replicas', () => {
  const decide = fleet({
    pools: [spot, cheap],
    open: 200,
    deadlineAt: 150 * SECOND_MS,
    workers: [worker('s', 'spot')],
  });
  expect(decide(70 * SECOND_MS).cheap).toBeGreaterThan(0);
});

test('a cold start that was configured is believed: nothing is started that would only warm up', () => {
  const pools = [spot, { ...cheap, coldStartMs: 3 * MINUTE_MS }];
  const decide = fleet({ pools, open: 200, deadlineAt: 150 * SECOND_MS, workers: [worker('s', 'spot')] });
  expect(decide(70 * SECOND_MS).cheap).toBe(0);
});

test('a worker that says only later how long it took is measured from the wish, and but once', () => {
  const pool = { ...cheap, coldStartMs: MINUTE_MS };
  const wished = { ...freshPool, asked: 1, shortSinceAt: 0 };
  const fresh = { ...worker('d', 'cheap'), startedAt: 50 * SECOND_MS };
  const look = (before: PoolMemory, asOf: number, readyMs: number | null): PoolMemory =>
    observePool(pool, before, { model: 'm', workers: [{ ...fresh, readyMs }], asOf }).memory;
  const seen = look(wished, 51 * SECOND_MS, null);
  const ready = look(seen, 56 * SECOND_MS, 11);
  expect([seen.ready, ready.ready]).toEqual([[], [{ id: 'd', ms: 50_011 }]]);
  // Twenty others later, it is still no fresh one.
  expect(look({ ...ready, ready: [] }, 61 * SECOND_MS, 11).ready).toEqual([]);
});

test('a worker that nobody wished for tells nothing of the cold starts of a scaled pool', () => {
  const workers = [{ ...worker('d', 'cheap'), readyMs: 11 }];
  const { memory } = observePool({ ...cheap, coldStartMs: MINUTE_MS }, freshPool, { model: 'm', workers, asOf: 0 });
  expect(memory.ready).toEqual([]);
});

test('a pool is not refused before two looks, however short its cold starts are', () => {
  const pool = { ...cheap, coldStartMs: 0 };
  const memory = { ...freshPool, asked: 1, shortSinceAt: 0 };
  expect(isRefused({ pool, live: [], memory }, 5 * SECOND_MS)).toBe(false);
  expect(isRefused({ pool, live: [], memory }, 10 * SECOND_MS)).toBe(true);
});

test('what an older version remembers of a pool is enough', () => {
  const { met: _, ...older } = { ...freshPool, ready: [{ id: 'd', ms: 7 }], live: 1, asked: 1 };
  const workers = [{ ...worker('d', 'cheap'), readyMs: 11 }];
  expect(observePool(cheap, older, { model: 'm', workers, asOf: 0 }).memory.ready).toEqual([{ id: 'd', ms: 7 }]);
});
