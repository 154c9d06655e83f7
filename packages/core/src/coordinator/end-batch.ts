import { type FinishedWork, unfinishedWork } from '../history/finished-work.ts';
import type { Advance, Batch, BatchStep } from '../store/index.ts';
import { countEnding } from '../telemetry/count-ending.ts';
import { traceBatch } from '../telemetry/traces/trace-batch.ts';
import type { StepContext } from './step-context.ts';

/** Settlements and segments stay as long as the produced files: a requeue stays possible. Null: for ever. */
export function endedDueInMs(batch: Batch): number | null {
  return batch.settings.outputExpiresAfterMs;
}

/** Advances the batch, and lets whoever waits for the next step know. */
export async function settleDown(
  { batchId, fence }: BatchStep,
  { store, wakeups, onBatchNews }: StepContext,
  to: Advance,
): Promise<boolean> {
  const advanced = await store.batches.advance({ batchId, fence }, to);
  if (!advanced) return false;
  wakeups.ring(to.phase === 'in_progress' ? 'lanes' : 'steps');
  for (const event of to.events ?? []) onBatchNews?.({ batchId, ...event });
  return true;
}

/**
 * Ends the batch with a report, and counts it once it is recorded: whoever was fenced off, or repeats what another did,
 * counts nothing.
 */
export async function endBatch(
  step: BatchStep,
  context: StepContext,
  to: Advance,
  { work, ...counters }: FinishedWork = unfinishedWork(step.batch),
): Promise<void> {
  if (!(await settleDown(step, context, { ...to, work }))) return;
  const found = await ended(step, context);
  const end = { phase: found?.phase ?? to.phase, endedAt: found?.endedAt ?? step.asOf };
  const report = { ...work, deadlineAt: step.batch.deadlineAt, ...end };
  if (found) await traceBatch(found, context).catch((error) => context.onTrouble({ where: 'traces', error }));
  await countEnding({ report, ...counters }, context.telemetry, context.clock);
}

/** As the store recorded it: a cancel mark turns the phase at the last moment. Undefined when it cannot be read, or goes on. */
async function ended(
  { batch: { tenant, id, revision } }: BatchStep,
  { store, onTrouble }: StepContext,
): Promise<Batch | undefined> {
  const told = (error: unknown): undefined => void onTrouble({ where: 'metrics', error });
  const found = await store.batches.get({ tenant, id }).catch(told);
  return found?.revision === revision && found.endedAt !== null ? found : undefined;
}
