import type { StepHold } from '../store/batch-ledger.ts';
import type { TenantKey } from '../store/file-registry.ts';
import type { MemoryState } from './memory-state.ts';
import type { StoredBatch } from './stored-batch.ts';

/** The batch, as long as the fence is the current one. */
export function heldBatch({ batches }: MemoryState, { batchId, fence }: StepHold): StoredBatch | undefined {
  const batch = batches.get(batchId);
  return batch?.fence === fence ? batch : undefined;
}

export function batchOf({ batches }: MemoryState, { tenant, id }: TenantKey): StoredBatch | undefined {
  const batch = batches.get(id);
  return batch?.record.tenant === tenant ? batch : undefined;
}
