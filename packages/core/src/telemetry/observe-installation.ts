import type { BatchObservableResult } from '@opentelemetry/api';
import type { FleetStanding, Store, WorkerRecord } from '../store/index.ts';
import { createGauges, type Gauges } from './instruments.ts';
import { shownStandings } from './shown-standings.ts';
import type { Telemetry } from './telemetry.ts';

export interface ObserveInstallationOptions {
  readonly store: Pick<Store, 'batches' | 'workers' | 'fleet'>;
  readonly telemetry: Telemetry;
  readonly onTrouble: (trouble: { readonly where: string; readonly error: unknown }) => void;
}

/**
 * Measures what concerns the installation as a whole: each collection reads the store, a few rows. Every process that does
 * so tells the same, so take the greatest of them, never the sum.
 */
export function observeInstallation({ store, telemetry, onTrouble }: ObserveInstallationOptions): Disposable {
  const { meter } = telemetry;
  const gauges = createGauges(meter);
  const observe = async (result: BatchObservableResult): Promise<void> => {
    try {
      await read(result, gauges, store);
    } catch (error) {
      // What cannot be read is left out of this collection; the rest is told.
      onTrouble({ where: 'metrics', error });
    }
  };
  const all = Object.values(gauges);
  meter.addBatchObservableCallback(observe, all);
  return { [Symbol.dispose]: () => meter.removeBatchObservableCallback(observe, all) };
}

async function read(
  result: BatchObservableResult,
  gauges: Gauges,
  store: ObserveInstallationOptions['store'],
): Promise<void> {
  const [backlog, workers, standings] = await Promise.all([
    store.batches.backlog({}),
    store.workers.list(),
    store.fleet.list(),
  ]);
  result.observe(gauges.queueBatches, backlog.batches);
  result.observe(gauges.queueRequests, backlog.requests);
  for (const [pool, living] of Map.groupBy(workers, (worker) => worker.pool))
    observePool(result, gauges, { pool, living });
  for (const standing of shownStandings(standings)) observeStanding(result, gauges, standing);
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

function observeStanding(
  result: BatchObservableResult,
  gauges: Gauges,
  { pool, model, desiredReplicas, observed }: FleetStanding,
): void {
  const labels = { pool, model };
  result.observe(gauges.desiredReplicas, desiredReplicas, labels);
  if (!observed) return;
  result.observe(gauges.liveReplicas, observed.live, labels);
  result.observe(gauges.coldStart, observed.coldStartMs / 1_000, labels);
  if (observed.throughput) result.observe(gauges.requestsPerSecond, observed.throughput.requestsPerSecond, labels);
  const tokensPerSecond = observed.throughput?.tokensPerSecond ?? null;
  if (tokensPerSecond !== null) result.observe(gauges.tokensPerSecond, tokensPerSecond, labels);
  // The same in all pools, which were decided about together.
  result.observe(gauges.workRequests, observed.openRequests, { model });
  result.observe(gauges.workTokens, observed.openTokens, { model });
}
