import { ownValue } from '../own-value.ts';
import type { Pool } from '../policy/index.ts';
import type { ModelThroughput, WorkerRecord } from '../store/index.ts';
import { coldStartOf } from './cold-start.ts';
import { meetWorkers } from './meet-workers.ts';
import type { PoolMemory } from './tick-memory.ts';

/** However short a cold start is, what comes is seen two looks later. */
const LEAST_REFUSAL_MS = 10_000;

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
    ...meetWorkers(pool, before, live),
    live: live.length,
    asked: before.asked,
    shortSinceAt: live.length >= before.asked ? null : sinceAt,
  };
  return { pool, live, memory };
}

/** Whether replicas were wanted for longer than a cold start and did not come. */
export function isRefused({ pool, memory }: ObservedPool, asOf: number): boolean {
  const { shortSinceAt } = memory;
  return shortSinceAt !== null && asOf - shortSinceAt >= Math.max(LEAST_REFUSAL_MS, coldStartOf({ pool, memory }));
}

/** Whether an engine of it is healthy, as far as it says. */
function hasEngine({ engines }: WorkerRecord): boolean {
  return engines.length === 0 || engines.some(({ healthy }) => healthy);
}

/** What the replica in the middle does. */
function rateOf(live: readonly WorkerRecord[], model: string): ModelThroughput | undefined {
  const measured = live.flatMap(({ throughput }) => ownValue(throughput, model) ?? []);
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
