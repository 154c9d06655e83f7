import type { Meter } from '@opentelemetry/api';
import type { Clock, Spillway } from '@spillway/core';
import { type BatchLook, createBatchLooks } from './batch-looks.ts';
import type { LiveReader } from './live-reader.ts';
import type { BatchKey } from './read-batches.ts';
import { createViewCounts } from './view-counts.ts';

/** What this process reads for those who look, once for all of them. */
export interface LiveViews {
  readonly batches: LiveReader<BatchKey, BatchLook>;
}

export interface LiveViewsOptions {
  readonly spillway: Spillway;
  readonly clock: Clock;
  readonly present: (answer: object) => object;
  readonly meter: Meter;
}

export function createLiveViews({ spillway, clock, present, meter }: LiveViewsOptions): LiveViews {
  const counts = createViewCounts(meter);
  return {
    batches: createBatchLooks({ batches: spillway.batches, clock, present, counts }),
  };
}
