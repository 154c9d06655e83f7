import { rm } from 'node:fs/promises';
import type { Clock } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import { createPostgresStore, migrationStatus, removeSchema } from '@spillway/store-postgres';
import type { RunFolder } from './run-folder.ts';

/** Produced files live for 30 days; a day before that a finished run is no longer worth coming back to. */
export const RUN_LIFE_MS: number = 29 * 86_400_000;

export interface FindRunOptions {
  readonly folder: RunFolder;
  readonly connectionString: string;
  readonly clock: Clock;
  /** Begin anew whatever is there. */
  readonly fresh: boolean;
}

/**
 * The batch of an earlier call that this one goes on with. What is of no use is removed: a run that failed to validate,
 * one that was stopped before it had a plan, and one whose files are about to expire.
 */
export async function findEarlierBatch(options: FindRunOptions): Promise<Batch | undefined> {
  const { folder, connectionString, clock, fresh } = options;
  const batch = await earlierBatch(options);
  const old = batch?.endedAt != null && clock.now() - batch.endedAt > RUN_LIFE_MS;
  if (batch && !fresh && !old && batch.phase !== 'failed' && batch.phase !== 'validating') return batch;
  await forgetRun(folder, connectionString);
  return undefined;
}

/** Removes what the store and the blob storage hold of a run. Nobody may be at work on it. */
export async function forgetRun({ schema, blobs }: RunFolder, connectionString: string): Promise<void> {
  await removeSchema({ connectionString, schema });
  await rm(blobs, { recursive: true, force: true });
}

/** A run's schema holds one batch. */
async function earlierBatch({ folder: { schema, key }, connectionString }: FindRunOptions): Promise<Batch | undefined> {
  const { applied, pending } = await migrationStatus({ connectionString, schema });
  if (applied.length === 0 || pending.length > 0) return undefined;
  await using store = createPostgresStore({ connectionString, schema, poolSize: 1 });
  const { batches } = await store.batches.list({ tenant: key, limit: 1 });
  return batches[0];
}
