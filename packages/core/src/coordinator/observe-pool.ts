import type { Pool } from '../policy/index.ts';
import type { ModelThroughput, WorkerRecord } from '../store/index.ts';
import type { PoolMemory } from './tick-memory.ts';

/** Measured cold starts that are remembered, and the share of them that a forecast covers. */
const REMEMBERED = 20;
const HIGH = 0.9;
const COLD_START_MS = 180_000;

/** One pool at one moment, as far as one model is concerned. */
export interface ObservedPool {
  readonly pool: Pool;
  /** Its live workers with an engine that serves the model, the oldest first. */
  readonly live: readonly WorkerRecord[];
  readonly memory: PoolMemory;
}

/** The pool's memory after a look at its workers. */
export function observePool(
  pool: Pool,
  before: PoolMemory,
  {
    model,
    workers,
    asOf,
  }: { readonly model: string; readonly workers: readonly WorkerRecord[]; readonly asOf: number },
): ObservedPool {
  const live = workers
    .filter((worker) => worker.pool === pool.name && worker.models.includes(model) && hasEngine(worker))
    .sort((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));
  // As long as replicas come, the others are on their way.
  const sinceAt = live.length > before.live ? asOf : (before.shortSinceAt ?? asOf);
  const memory: PoolMemory = {
    rate: rateOf(live, model) ?? before.rate,
    ready: readyTimes(pool, before, live),
    live: live.length,
    asked: before.asked,
    shortSinceAt: live.length >= before.asked ? null : sinceAt,
  };
  return { pool, live, memory };
}

/** Whether nobody knows what a cold start takes: it was neither measured nor configured. */
export function isGuessed({ pool, memory }: Pick<ObservedPool, 'pool' | 'memory'>): boolean {
  return memory.ready.length === 0 && pool.coldStartMs === undefined;
}

/** A high quantile of what was measured, else what was configured, else a guess. */
export function coldStartOf({ pool, memory: { ready } }: Pick<ObservedPool, 'pool' | 'memory'>): number {
  const times = ready.map(({ ms }) => ms).sort((one, other) => one - other);
  return times[Math.ceil(HIGH * times.length) - 1] ?? pool.coldStartMs ?? COLD_START_MS;
}

/** Whether replicas were wanted for longer than a cold start and did not come. */
export function isRefused({ pool, memory }: ObservedPool, asOf: number): boolean {
  const { shortSinceAt } = memory;
  return shortSinceAt !== null && asOf - shortSinceAt >= coldStartOf({ pool, memory });
}

/** Whether an engine of it is healthy, as far as it says. */
function hasEngine({ engines }: WorkerRecord): boolean {
  return engines.length === 0 || engines.some(({ healthy }) => healthy);
}

/** What the replica in the middle does. */
function rateOf(live: readonly WorkerRecord[], model: string): ModelThroughput | undefined {
  const measured = live.flatMap(
    ({ throughput }) => (Object.hasOwn(throughput, model) ? throughput[model] : undefined) ?? [],
  );
  const requestsPerSecond = median(measured.map((rate) => rate.requestsPerSecond));
  if (requestsPerSecond === undefined || requestsPerSecond <= 0) return undefined;
  const tokensPerSecond = median(measured.flatMap((rate) => rate.tokensPerSecond ?? [])) ?? null;
  return { requestsPerSecond, tokensPerSecond };
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

/** What the last few replicas took: from the wish until they began to beat, where they came for one, and until they were ready. */
function readyTimes(pool: Pool, before: PoolMemory, live: readonly WorkerRecord[]): PoolMemory['ready'] {
  const known = new Set(before.ready.map(({ id }) => id));
  const fresh = live.flatMap(({ id, readyMs, startedAt }) =>
    readyMs === null || known.has(id) ? [] : [{ id, ms: comingMs(pool, before, startedAt) + readyMs }],
  );
  return [...before.ready, ...fresh].slice(-REMEMBERED);
}

/** A shortage is no cold start: beyond twice of what was expected nothing counts, nor does spot that was refused. */
function comingMs(pool: Pool, before: PoolMemory, startedAt: number): number {
  const tookMs = startedAt - (before.shortSinceAt ?? startedAt);
  const expectedMs = coldStartOf({ pool, memory: before });
  if (tookMs <= 0 || (pool.preemptible && tookMs >= expectedMs)) return 0;
  return Math.min(tookMs, 2 * expectedMs);
}
