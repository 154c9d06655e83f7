import { producedBlobs } from '../retention/produced-blob.ts';
import { removeAllBelow } from '../retention/remove-all-below.ts';
import type { BatchStep } from '../store/index.ts';
import { countRemoved } from '../telemetry/count-sweeps.ts';
import type { StepContext } from './step-context.ts';

const SHARDS_AT_ONCE = 256;

/**
 * Forgets the shards, settlements and segments of a batch that ended long ago; its record and counts stay. Its produced
 * files have expired by now, so what is left of them, also by finishes that were cut short, goes too.
 */
export async function purgeBatch(step: BatchStep, { store, blobs, telemetry, signal }: StepContext): Promise<void> {
  const { batch } = step;
  for (;;) {
    signal.throwIfAborted();
    const gone = await store.shards.purge(step, { shards: SHARDS_AT_ONCE });
    if (gone === 'lost') return;
    if (gone === 0) break;
  }
  for (const prefix of [`segments/${batch.id}/`, `indexes/${batch.id}/`, `${producedBlobs}${batch.id}/`]) {
    await removeAllBelow(prefix, { blobs, signal });
  }
  const purged = await store.batches.advance(step, { phase: batch.phase, dueInMs: null });
  if (purged) countRemoved('batches', telemetry)(1);
}
