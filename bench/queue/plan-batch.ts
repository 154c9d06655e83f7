import type { NewBatch, PlannedExtent, Store } from '@spillway/core/store';

export const shardRequests = 512;
export const pool = 'spot';
export const model = 'llama';

/** Takes a batch to where workers begin: planned in extents of 512 requests, and in progress. */
export async function planBatch(store: Store, id: string, requests: number): Promise<void> {
  await store.batches.create(newBatch(id));
  const [step] = await store.batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!step) throw new Error('a new batch is due');
  await store.shards.append(step, extents(requests));
  await store.batches.advance(step, { phase: 'in_progress', dueInMs: 3_600_000 });
}

function newBatch(id: string): NewBatch {
  return {
    id,
    tenant: 'tenant',
    user: null,
    inputFileId: 'file',
    endpoint: '/v1/chat/completions',
    window: '24h',
    windowMs: 86_400_000,
    metadata: null,
    priority: 1,
    fingerprint: id,
    settings: {
      version: 1,
      maxAttempts: 3,
      requestTimeoutMs: 600_000,
      mixedModels: false,
      maxRequests: 10_000_000,
      outputExpiresAfterMs: null,
    },
    permissions: { [pool]: 'all' },
  };
}

function extents(requests: number): readonly PlannedExtent[] {
  return Array.from({ length: requests / shardRequests }, (_, index) => {
    const firstSeq = index * shardRequests;
    const planned = { model, seqs: [[firstSeq, firstSeq + shardRequests]] as const, tokens: shardRequests * 500 };
    return { firstSeq, requests: shardRequests, offset: firstSeq * 800, bytes: shardRequests * 800, models: [planned] };
  });
}
