import type { SpillwayBatches } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import { noSuchBatch } from '../wire/error-body.ts';
import { isRecordId } from '../wire/record-id.ts';

/** The batch, or the refusal that says that there is none. */
export async function knownBatch(
  batches: SpillwayBatches,
  key: { readonly tenant: string; readonly id: string },
): Promise<Batch> {
  const batch = isRecordId(key.id) ? await batches.get(key) : undefined;
  if (!batch) throw noSuchBatch(key.id);
  return batch;
}
