import type { DeadLetterSource } from '../dead-letters/find-dead-letters.ts';
import type { RetryOrder } from '../spillway/batch-requests.ts';
import type { Trouble } from '../spillway/options.ts';
import type { Batch } from '../store/index.ts';
import type { Wakeups } from '../wakeups.ts';

/** What acting on batches takes. */
export interface ActContext extends DeadLetterSource {
  /** Reopens one batch, as `SpillwayBatches.retry`. */
  readonly retry: (order: RetryOrder) => Promise<Batch>;
  readonly wakeups: Pick<Wakeups, 'ring'>;
  readonly onTrouble: (trouble: Trouble) => void;
}
