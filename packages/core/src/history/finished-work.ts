import type { Batch, RevisionWork } from '../store/index.ts';
import { revisionStartOf } from './revision-start.ts';
import { ValueCounter } from './value-counter.ts';
import { attemptBounds, waitBoundsMs } from './work-tally.ts';

/** What a revision came to, with the sums that its distributions do not keep. */
export interface FinishedWork {
  readonly work: RevisionWork;
  readonly waits: ValueCounter;
  readonly attempts: ValueCounter;
}

/**
 * Of a batch that ended without produced files. Of one that was given up while it ran nobody got anything, so every request
 * counts as violated, whatever had become of it.
 */
export function unfinishedWork(batch: Batch): FinishedWork {
  const [waits, attempts] = [new ValueCounter(waitBoundsMs), new ValueCounter(attemptBounds)];
  const work = {
    startedAt: revisionStartOf(batch),
    outcomes: { succeeded: 0, failed: 0, deadLettered: 0, expired: 0, cancelled: 0 },
    met: 0,
    violated: batch.counts.total,
    deduplicated: 0,
    queueWaitMs: waits.distribution(),
    attempts: attempts.distribution(),
    pools: [],
  };
  return { work, waits, attempts };
}
