import type { Clock } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import { forgetRun, type RunCorner } from './run-corner.ts';
import type { RunFolder } from './run-folder.ts';

/** Produced files live for 30 days; a day before that a finished run is no longer worth coming back to. */
export const RUN_LIFE_MS: number = 29 * 86_400_000;

export interface FindRunOptions {
  readonly folder: RunFolder;
  readonly corner: RunCorner;
  readonly clock: Clock;
  /** Begin anew whatever is there. */
  readonly fresh: boolean;
}

/**
 * The batch of an earlier call that this one goes on with. What is of no use is removed: a run that failed to validate,
 * one that was stopped before it had a plan, and one whose files are about to expire.
 */
export async function findEarlierBatch(options: FindRunOptions): Promise<Batch | undefined> {
  const { corner, clock, fresh } = options;
  const batch = await earlierBatch(options);
  const old = batch?.endedAt != null && clock.now() - batch.endedAt > RUN_LIFE_MS;
  if (batch && !fresh && !old && batch.phase !== 'failed' && batch.phase !== 'validating') return batch;
  await forgetRun(corner);
  return undefined;
}

/** A corner holds one batch. */
async function earlierBatch({ folder: { key }, corner }: FindRunOptions): Promise<Batch | undefined> {
  await using store = await corner.database.lookInto(corner.name);
  const { batches } = (await store?.batches.list({ tenant: key, limit: 1 })) ?? { batches: [] };
  return batches[0];
}
