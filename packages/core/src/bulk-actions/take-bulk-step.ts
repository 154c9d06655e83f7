import { orAborted } from '../or-aborted.ts';
import type { BulkActionStep, BulkTarget } from '../store/index.ts';
import { actOnTarget } from './act-on-target.ts';
import { BulkProgress } from './bulk-progress.ts';
import type { BulkStepContext } from './bulk-step-context.ts';
import { allFailed, type TargetVerdict } from './bulk-tally.ts';

const TARGETS_AT_ONCE = 100;
/** A target at which so many holders in a row died will kill the next one, too. */
const LETHAL_LAPSES = 5;
/** The longest that a step waits for its hand-back to be answered. */
const HAND_BACK_MS = 2_000;

/**
 * Carries on with an action from where it was recorded to be, for a while. What was done and not recorded, because this
 * process died or lost the action, is done again by the next holder, which finds it done.
 */
export async function takeBulkStep(step: BulkActionStep, context: BulkStepContext): Promise<void> {
  const progress = new BulkProgress(step, context);
  try {
    await goOn(progress, step, context);
  } catch (error) {
    await handBack(progress, context);
    throw error;
  }
}

async function goOn(progress: BulkProgress, step: BulkActionStep, context: BulkStepContext): Promise<void> {
  const { actions, clock, pace, signal } = context;
  const endMs = clock.monotonic() + pace.actionStepMs;
  let fatal = step.lapses >= LETHAL_LAPSES;
  while (progress.goesOn) {
    const place = { actionId: step.actionId, from: progress.cursor, limit: TARGETS_AT_ONCE };
    const targets = await orAborted(actions.targets(place), signal);
    if (targets.length === 0) break;
    for (const target of targets) {
      if (!progress.goesOn) break;
      if (clock.monotonic() >= endMs) return progress.record({ dueInMs: 0 });
      signal.throwIfAborted();
      // An act that is not answered must not keep a coordinator from its end.
      progress.add(fatal ? givenUp(target, step) : await orAborted(actOnTarget(target, step.action, context), signal));
      fatal = false;
      // After a death, whatever was fatal stands alone behind the cursor.
      if (step.lapses > 0 || progress.isToRecord()) {
        await orAborted(progress.record({ leaseMs: pace.leaseMs }), signal);
      }
    }
  }
  await orAborted(progress.record('over'), signal);
}

/** Recorded all the same, and tried again soon; without effect where the fence is no longer current. */
async function handBack(progress: BulkProgress, { clock, pace, signal }: BulkStepContext): Promise<void> {
  const over = new AbortController();
  const recorded = progress.record({ dueInMs: signal.aborted ? 0 : pace.againMs }).catch(() => {});
  await Promise.race([recorded, clock.sleep(HAND_BACK_MS, over.signal)]);
  over.abort();
}

function givenUp({ batchId, weight }: BulkTarget, { lapses }: BulkActionStep): TargetVerdict {
  const message = `Batch '${batchId}' could not be dealt with ${lapses} times in a row.`;
  return allFailed(weight, { batchId, code: 'internal', message });
}
