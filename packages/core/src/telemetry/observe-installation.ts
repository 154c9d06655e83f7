import type { BatchObservableResult } from '@opentelemetry/api';
import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { Pool } from '../policy/index.ts';
import type { SpillwayOutlook } from '../spillway/outlooks.ts';
import type { Store } from '../store/index.ts';
import { createGauges, type Gauges } from './gauges.ts';
import { observeFleet } from './observe-fleet.ts';
import { observeBacklog, observeUrgency } from './observe-queue.ts';
import { observeWorkers } from './observe-workers.ts';
import type { Telemetry } from './telemetry.ts';

export interface ObserveInstallationOptions {
  readonly store: Pick<Store, 'batches' | 'workers' | 'fleet'>;
  readonly blobs: Pick<BlobStorage, 'freeBytes'>;
  readonly outlook: Pick<SpillwayOutlook, 'list'>;
  readonly pools: readonly Pool[];
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly onTrouble: (trouble: { readonly where: string; readonly error: unknown }) => void;
}

/**
 * Measures what concerns the installation as a whole: each collection reads the store, a few rows. Every process that does
 * so tells the same, so take the greatest of them, never the sum.
 */
export function observeInstallation(options: ObserveInstallationOptions): Disposable {
  const { blobs, telemetry, onTrouble } = options;
  const { meter } = telemetry;
  const gauges = createGauges(meter);
  const observe = async (result: BatchObservableResult): Promise<void> => {
    const looks = [
      observeBacklog(result, gauges, options),
      observeUrgency(result, gauges, options),
      observeWorkers(result, gauges, options),
      observeFleet(result, gauges, options),
      observeStorage(result, gauges, blobs),
    ];
    // What cannot be read is left out of this collection; the rest is told.
    for (const look of await Promise.allSettled(looks)) {
      if (look.status === 'rejected') onTrouble({ where: 'metrics', error: look.reason });
    }
  };
  const all = Object.values(gauges);
  meter.addBatchObservableCallback(observe, all);
  return { [Symbol.dispose]: () => meter.removeBatchObservableCallback(observe, all) };
}

async function observeStorage(
  result: BatchObservableResult,
  gauges: Gauges,
  blobs: Pick<BlobStorage, 'freeBytes'>,
): Promise<void> {
  const freeBytes = await blobs.freeBytes?.();
  if (freeBytes !== undefined) result.observe(gauges.freeBytes, freeBytes);
}
