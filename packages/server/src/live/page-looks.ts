import type { BatchListQuery, Clock, SpillwayBatches } from '@spillway/core';
import { batchObject } from '../wire/batch-object.ts';
import { listObject } from '../wire/list-object.ts';
import { digestOf } from './digest.ts';
import type { ShownLook } from './fleet-looks.ts';
import { LiveReader } from './live-reader.ts';
import type { CountViews } from './view-counts.ts';

export interface PageLooksOptions {
  readonly batches: SpillwayBatches;
  readonly clock: Clock;
  readonly present: (answer: object) => object;
  readonly counts: CountViews;
}

/** Looks at pages of batches: those who ask for the same one share it. */
export function createPageLooks({
  batches,
  clock,
  present,
  counts,
}: PageLooksOptions): LiveReader<BatchListQuery, ShownLook> {
  return new LiveReader<BatchListQuery, ShownLook>({
    clock,
    keyOf: (query) => JSON.stringify(query),
    async read(asked) {
      return Promise.all(
        asked.map(async ({ subject, before }) => {
          counts.reads('page');
          const page = await batches.list(subject);
          // Of the records: an estimate moves with the time, while nothing happens.
          const digest = digestOf(JSON.stringify(page));
          if (before?.digest === digest) return before;
          const shown = page.batches.map((batch) => batchObject(batch, clock.now()));
          return { text: JSON.stringify(present(listObject(shown, page.hasMore))), digest };
        }),
      );
    },
    isSame: (before, after) => before.digest === after.digest,
    onViewers: (change) => counts.viewers('page', change),
  });
}
