import {
  type Batch,
  type BatchFilter,
  type BatchStatus,
  type BulkTarget,
  batchStatuses,
  type Store,
} from '../store/index.ts';
import type { BulkBatchFilter } from './bulk-action.ts';
import { unsuccessful, whyNotCancel, whyNotRetry } from './bulk-problems.ts';
import { addVerdict, allSkipped, emptyTally, MOST_PROBLEMS } from './bulk-tally.ts';
import { addTarget, type ChosenTargets, type RevivedTarget, revivedTarget } from './chosen-targets.ts';

export interface BulkBatchChoice {
  readonly tenant: string;
  readonly action: 'cancel' | 'retry';
  readonly filter: BulkBatchFilter;
  readonly signal: AbortSignal;
}

const BATCHES_AT_ONCE = 500;

/** Only in these there can be something to do. */
const promising: Readonly<Record<BulkBatchChoice['action'], readonly BatchStatus[]>> = {
  cancel: ['validating', 'in_progress', 'finalizing'],
  retry: ['completed', 'expired', 'cancelled'],
};

/** The batches that match now, the oldest first. Those in which there can be nothing to do are counted, and a few read. */
export async function chooseBatches(
  { tenant, action, filter: { all: _, ...filter }, signal }: BulkBatchChoice,
  ledger: Pick<Store['batches'], 'list' | 'count'>,
): Promise<ChosenTargets> {
  const statuses = filter.statuses ?? batchStatuses;
  const matched = await ledger.count({ ...filter, tenant });
  const whyNot = action === 'cancel' ? whyNotCancel : whyNotRetry;
  const targets: BulkTarget[] = [];
  const revived: RevivedTarget[] = [];
  let tally = emptyTally;
  const look = (batch: Batch): void => {
    const problem = whyNot(batch);
    if (problem) tally = addVerdict(tally, allSkipped(1, problem));
    else {
      addTarget(targets, { batchId: batch.id, revision: batch.revision, weight: 1 });
      revived.push(revivedTarget(batch, unsuccessful(batch), 1));
    }
  };
  const likely = statuses.filter((status) => promising[action].includes(status));
  for await (const batch of eachBatch({ ...filter, tenant, statuses: likely }, ledger)) {
    signal.throwIfAborted();
    look(batch);
  }
  const others = statuses.filter((status) => !likely.includes(status));
  const limit = MOST_PROBLEMS - tally.problems.length;
  if (others.length > 0 && limit > 0) {
    const rest = await ledger.list({ ...filter, tenant, statuses: others, order: 'oldest', limit });
    for (const batch of rest.batches) if (whyNot(batch)) look(batch);
  }
  // A batch that changed while this looked is counted once all the same.
  const all = Math.max(matched, targets.length);
  const counts = { matched: all, done: 0, skipped: all - targets.length, failed: 0 };
  return { targets, counts, problems: tally.problems, revived };
}

async function* eachBatch(
  filter: BatchFilter & { readonly statuses: readonly BatchStatus[] },
  ledger: Pick<Store['batches'], 'list'>,
): AsyncGenerator<Batch> {
  if (filter.statuses.length === 0) return;
  for (let after: string | undefined, more = true; more; ) {
    const place = { order: 'oldest', limit: BATCHES_AT_ONCE, ...(after !== undefined && { after }) } as const;
    const { batches, hasMore } = await ledger.list({ ...filter, ...place });
    yield* batches;
    after = batches.at(-1)?.id;
    more = hasMore && after !== undefined;
  }
}
