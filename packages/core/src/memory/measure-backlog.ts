import type { Backlog } from '../store/batch-ledger.ts';
import type { MemoryState } from './memory-state.ts';
import { isLive } from './stored-batch.ts';

export function measureBacklog(
  { batches }: MemoryState,
  { tenant, user }: { readonly tenant?: string; readonly user?: string },
): Backlog {
  const live = [...batches.values()].filter(
    (batch) =>
      isLive(batch) &&
      (tenant === undefined || batch.record.tenant === tenant) &&
      (user === undefined || batch.record.user === user),
  );
  return { batches: live.length, requests: live.reduce((sum, { counts }) => sum + counts.open, 0) };
}
