import type { BatchObservableResult } from '@opentelemetry/api';
import type { Pool } from '../policy/index.ts';
import type { Store, WorkerRecord } from '../store/index.ts';
import type { Gauges } from './gauges.ts';

/** Shows who works, in each pool; in a pool without a worker nobody does. */
export async function observeWorkers(
  result: BatchObservableResult,
  gauges: Gauges,
  { store: { workers }, pools }: { readonly store: Pick<Store, 'workers'>; readonly pools: readonly Pool[] },
): Promise<void> {
  const byPool = Map.groupBy(await workers.list(), (worker) => worker.pool);
  for (const pool of new Set([...pools.map(({ name }) => name), ...byPool.keys()])) {
    observePool(result, gauges, { pool, living: byPool.get(pool) ?? [] });
  }
}

function observePool(
  result: BatchObservableResult,
  gauges: Gauges,
  { pool, living }: { readonly pool: string; readonly living: readonly WorkerRecord[] },
): void {
  const sumOf = (read: (worker: WorkerRecord) => number): number =>
    living.reduce((sum, worker) => sum + read(worker), 0);
  result.observe(gauges.workers, living.length, { pool });
  result.observe(
    gauges.workerSlots,
    sumOf(({ capacity }) => capacity),
    { pool },
  );
  result.observe(
    gauges.inFlight,
    sumOf(({ inFlight }) => inFlight),
    { pool },
  );
  // Whoever reaches an engine is right about it.
  const reached = new Map<string, boolean>();
  for (const { url, healthy } of living.flatMap(({ engines }) => engines)) {
    reached.set(url, healthy || (reached.get(url) ?? false));
  }
  const healthy = [...reached.values()].filter(Boolean).length;
  result.observe(gauges.engines, healthy, { pool, state: 'healthy' });
  result.observe(gauges.engines, reached.size - healthy, { pool, state: 'unhealthy' });
}
