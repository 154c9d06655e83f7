import type { Advance, Batch, BatchStep } from '../store/index.ts';
import type { StepContext } from './step-context.ts';

/** Settlements and segments stay as long as the produced files: a requeue stays possible. Null: for ever. */
export function endedDueInMs(batch: Batch): number | null {
  return batch.settings.outputExpiresAfterMs;
}

/** Advances the batch, and lets whoever waits for the next step know. */
export async function settleDown(step: BatchStep, { store, wakeups }: StepContext, to: Advance): Promise<boolean> {
  const advanced = await store.batches.advance({ batchId: step.batchId, fence: step.fence }, to);
  if (advanced) wakeups.ring(to.phase === 'in_progress' ? 'lanes' : 'steps');
  return advanced;
}
