import { type Clock, type Spillway, SpillwayError, type Trouble } from '@spillway/core';
import type { Batch, BatchPlan } from '@spillway/core/store';
import type { ExecutionMeter } from '../progress/execution-meter.ts';
import type { ProgressReporter } from '../progress/progress-reporter.ts';

export interface FollowBatchOptions {
  readonly spillway: Spillway;
  readonly batch: Batch;
  readonly meter: ExecutionMeter;
  readonly reporter: ProgressReporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onTrouble: (trouble: Trouble) => void;
  /** Told of the plan once the batch runs by it; perhaps again. */
  readonly onPlan: (plan: BatchPlan) => void;
}

const LOOK_MS = 250;

/** Shows how far the batch is until it has ended or the signal aborts. Answers the batch as it was seen last. */
export async function followBatch({ batch, signal, clock, onPlan, ...options }: FollowBatchOptions): Promise<Batch> {
  let seen = batch;
  while (seen.endedAt === null && !signal.aborted) {
    if (seen.inProgressAt !== null) show(seen, options);
    if (seen.phase === 'in_progress' && seen.plan) onPlan(seen.plan);
    await clock.sleep(LOOK_MS, signal);
    seen = await look(seen, options);
  }
  if (seen.endedAt !== null && seen.inProgressAt !== null) show(seen, options);
  return seen;
}

type LookOptions = Pick<FollowBatchOptions, 'spillway' | 'onTrouble' | 'meter' | 'reporter'>;

/** A database that does not answer is waited for; the workers do so, too. */
async function look(seen: Batch, { spillway, onTrouble }: LookOptions): Promise<Batch> {
  try {
    return (await spillway.batches.get(seen)) ?? seen;
  } catch (error) {
    if (!SpillwayError.is(error) || !error.retryable) throw error;
    onTrouble({ where: 'progress', error });
    return seen;
  }
}

function show({ counts, endedAt }: Batch, { meter, reporter }: LookOptions): void {
  const done = counts.total - counts.open;
  reporter.show({
    total: counts.total,
    done,
    failed: done - counts.succeeded,
    retrying: endedAt === null ? Math.min(meter.retrying, counts.open) : 0,
    tokens: meter.tokens,
  });
}
