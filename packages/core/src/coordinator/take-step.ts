import type { BatchStep } from '../store/index.ts';
import { endBatch, endedDueInMs } from './end-batch.ts';
import { finishBatch } from './finish-batch.ts';
import { planBatch } from './plan-batch.ts';
import { purgeBatch } from './purge-batch.ts';
import type { StepContext } from './step-context.ts';
import { watchBatch } from './watch-batch.ts';

/** A step whose holders died this often in a row will kill the next one, too. */
const LETHAL_LAPSES = 5;

/** Does whatever the batch needs next, according to its phase. */
export async function takeStep(step: BatchStep, context: StepContext): Promise<void> {
  const { batch } = step;
  const ended = batch.endedAt !== null;
  if (!ended && step.lapses >= LETHAL_LAPSES) return failInternally(step, context);
  if (ended) return purgeBatch(step, context);
  if (batch.phase === 'validating') return planBatch(step, context);
  if (batch.phase === 'in_progress') return watchBatch(step, context);
  return finishBatch(step, context);
}

async function failInternally(step: BatchStep, context: StepContext): Promise<void> {
  const message = `A step of this batch (${step.batch.phase}) could not be completed ${step.lapses} times in a row.`;
  await endBatch(step, context, {
    phase: 'failed',
    dueInMs: endedDueInMs(step.batch),
    problems: [{ code: 'internal_error', message, param: null, line: null }],
    events: [{ kind: 'failed', text: message }],
  });
}
