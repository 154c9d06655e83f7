import type { Meter } from '@opentelemetry/api';
import type { BatchListQuery, Clock, Spillway } from '@spillway/core';
import { type BatchLook, createBatchLooks } from './batch-looks.ts';
import { createFleetLooks, type ShownLook, type theFleet } from './fleet-looks.ts';
import type { LiveReader } from './live-reader.ts';
import { createPageLooks } from './page-looks.ts';
import type { BatchKey } from './read-batches.ts';
import { createViewCounts } from './view-counts.ts';

/** What this process reads for those who look, once for all of them. */
export interface LiveViews {
  readonly batches: LiveReader<BatchKey, BatchLook>;
  readonly pages: LiveReader<BatchListQuery, ShownLook>;
  readonly fleet: LiveReader<typeof theFleet, ShownLook>;
}

export interface LiveViewsOptions {
  readonly spillway: Spillway;
  readonly clock: Clock;
  readonly present: (answer: object) => object;
  readonly meter: Meter;
}

export function createLiveViews({ spillway, clock, present, meter }: LiveViewsOptions): LiveViews {
  const { batches, fleet } = spillway;
  const shared = { clock, present, counts: createViewCounts(meter) };
  return {
    batches: createBatchLooks({ ...shared, batches }),
    pages: createPageLooks({ ...shared, batches }),
    fleet: createFleetLooks({ ...shared, fleet }),
  };
}
