import type { BatchStep } from '../store/index.ts';
import { settleDown } from './end-batch.ts';
import { requeueBatch } from './requeue-batch.ts';
import type { StepContext } from './step-context.ts';

/** Shards ended by one call, so that no transaction grows with the batch. */
const WITHDRAWN_AT_ONCE = 256;

/**
 * Looks at a running batch: requeues what a reopening is about, closes it at its deadline or on a cancel mark, and hands
 * it on when nothing is open.
 */
export async function watchBatch(step: BatchStep, context: StepContext): Promise<void> {
  const { batch, asOf } = step;
  const { handbackMs, checkpointMs, againMs } = context.pace;
  const closedAt = batch.cancelRequestedAt ?? (batch.deadlineAt <= asOf ? batch.deadlineAt : null);
  if (batch.requeue !== null) {
    if (closedAt === null) return requeueBatch(step, batch.requeue, context);
    await settleDown(step, context, { phase: 'in_progress', dueInMs: 0, requeued: true });
    return;
  }
  let open = batch.counts.open;
  if (closedAt !== null && open > 0) {
    const as = batch.cancelRequestedAt === null ? 'expired' : 'cancelled';
    const ended = await withdrawAll(step, context, { as, held: asOf >= closedAt + handbackMs });
    if (ended === 'lost') return;
    open -= ended;
  }
  if (open <= 0) {
    await settleDown(step, context, { phase: 'finalizing', dueInMs: 0 });
    return;
  }
  const dueInMs = closedAt === null ? Math.min(checkpointMs, batch.deadlineAt - asOf) : againMs;
  await settleDown(step, context, { phase: 'in_progress', dueInMs });
}

async function withdrawAll(
  step: BatchStep,
  { store, signal }: StepContext,
  { as, held }: { readonly as: 'expired' | 'cancelled'; readonly held: boolean },
): Promise<number | 'lost'> {
  let ended = 0;
  while (!signal.aborted) {
    const some = await store.shards.withdraw(step, as, { shards: WITHDRAWN_AT_ONCE, held });
    if (some === 'lost') return 'lost';
    if (some === 0) return ended;
    ended += some;
  }
  return 'lost';
}
