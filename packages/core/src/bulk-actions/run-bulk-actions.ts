import { createBell } from '../bell.ts';
import type { CoordinatorOptions, CoordinatorPace } from '../coordinator/coordinator-options.ts';
import { keepLease } from '../coordinator/keep-lease.ts';
import type { BulkActionStep } from '../store/index.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { BulkStepContext } from './bulk-step-context.ts';
import { takeBulkStep } from './take-bulk-step.ts';

export interface RunBulkActionsOptions extends Omit<CoordinatorOptions, 'pace'> {
  readonly pace: CoordinatorPace;
  readonly signal: AbortSignal;
}

/**
 * Carries out bulk actions until the signal aborts, one at a time and each for a while, so that a long one keeps no other
 * waiting for long. Nothing is done on a store without them.
 */
export async function runBulkActions(options: RunBulkActionsOptions): Promise<void> {
  const { store, retryBatch: retry, wakeups, clock, pace, signal } = options;
  if (!store.bulkActions || !retry) return;
  const means: Means = { ...options, actions: store.bulkActions, retry };
  const bell = createBell();
  const wake = (): void => bell.ring();
  const stopListening = wakeups.listen('actions', wake);
  signal.addEventListener('abort', wake, { once: true });
  try {
    while (!signal.aborted) {
      if (await takeNext(means, signal)) continue;
      const over = new AbortController();
      void clock.sleep(pace.actionPollMs, over.signal).then(() => over.abort());
      if (!signal.aborted) await bell.wait(over.signal);
      over.abort();
    }
  } finally {
    stopListening();
  }
}

/** What a step needs, but for the signal that ends it. */
interface Means extends Omit<BulkStepContext, 'signal'> {
  readonly pace: CoordinatorPace;
}

/** Whether there was an action to carry on with. */
async function takeNext(means: Means, stop: AbortSignal): Promise<boolean> {
  const { actions, clock, pace, onTrouble } = means;
  const takenMs = clock.monotonic();
  try {
    const claimed = await unlessAborted(actions.claimDue({ limit: 1, leaseMs: pace.leaseMs }), stop);
    for (const step of claimed ?? []) await holdStep(step, { means, takenMs, stop });
    return (claimed ?? []).length > 0;
  } catch (error) {
    if (!stop.aborted) onTrouble({ where: 'bulk actions', error });
    return false;
  }
}

/** Takes the step while its lease is kept. One that was lost is somebody else's now, which is no trouble. */
async function holdStep(
  step: BulkActionStep,
  { means, takenMs, stop }: { readonly means: Means; readonly takenMs: number; readonly stop: AbortSignal },
): Promise<void> {
  const { actions, clock, pace } = means;
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  void keepLease(() => actions.renew(step, pace.leaseMs), { clock, leaseMs: pace.leaseMs, takenMs, over });
  try {
    await takeBulkStep(step, { ...means, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over.abort();
  }
}
