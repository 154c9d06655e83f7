import type { Meter } from '@opentelemetry/api';

/** What viewers look at. */
export type ViewKind = 'batch' | 'page' | 'fleet';
/** What is read from the store for them. */
export type ReadKind = 'batches' | 'timeline' | 'page' | 'fleet';

/** Counts who looks, and what that costs the store. */
export interface CountViews {
  viewers(view: ViewKind, change: 1 | -1): void;
  /** One call of the library. */
  reads(what: ReadKind): void;
}

/** Counts of this process, on the meter. */
export function createViewCounts(meter: Meter): CountViews {
  const viewers = meter.createUpDownCounter<{ view: ViewKind }>('spillway_viewers', {
    description: 'Streams of events that are open in this process, by what they show.',
  });
  const reads = meter.createCounter<{ read: ReadKind }>('spillway_view_reads_total', {
    description: 'Reads of the store for all of them together.',
  });
  for (const view of ['batch', 'page', 'fleet'] as const) viewers.add(0, { view });
  for (const read of ['batches', 'timeline', 'page', 'fleet'] as const) reads.add(0, { read });
  return {
    viewers: (view, change) => viewers.add(change, { view }),
    reads: (read) => reads.add(1, { read }),
  };
}
