import type { OpenShard, OpenShardPage } from '../store/open-shard.ts';
import type { MemoryState } from './memory-state.ts';
import type { StoredBatch } from './stored-batch.ts';
import { isOpen, type StoredShard } from './stored-shard.ts';

export function listShards(
  { batches, now }: MemoryState,
  batchId: string,
  { fromSeq, extents }: { fromSeq: number; extents: number },
): OpenShardPage {
  const shown = visibleShards(batches.get(batchId)).filter(({ extent }) => extent.firstSeq + extent.requests > fromSeq);
  const ofExtents = [...Map.groupBy(shown, ({ extent }) => extent.firstSeq)].sort(([left], [right]) => left - right);
  const next = ofExtents[extents];
  const at = now();
  return {
    shards: ofExtents.slice(0, extents).flatMap(([, shards]) => shards.sort(byFirstOpen).map(asSeenAt(at))),
    ...(next && { nextSeq: next[0] }),
  };
}

function visibleShards(batch: StoredBatch | undefined): StoredShard[] {
  if (!batch || batch.record.inProgressAt === null) return [];
  return [...batch.shards.values()].filter(isOpen);
}

function byFirstOpen({ open: [left] }: StoredShard, { open: [right] }: StoredShard): number {
  return (left?.[0] ?? 0) - (right?.[0] ?? 0);
}

function asSeenAt(now: number): (shard: StoredShard) => OpenShard {
  return ({ extent, model, open: seqs, attempts, ...shard }) => {
    const isHeld = shard.held && shard.dueAt !== null && now < shard.dueAt;
    const { workerId, pool } = shard;
    const holder = isHeld && workerId !== null && pool !== null ? { workerId, pool } : null;
    const dueInMs = isHeld ? 0 : Math.max(0, (shard.dueAt ?? now) - now);
    return structuredClone({ extent, model, seqs, attempts, dueInMs, holder });
  };
}
