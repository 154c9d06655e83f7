import { expect, test } from 'vitest';
import type { NewBatch } from '../store/batch.ts';
import { createMemoryStore } from './memory-store.ts';

const order: NewBatch = {
  id: 'batch-1',
  tenant: 'ann',
  user: null,
  inputFileId: 'file-1',
  endpoint: '/v1/chat/completions',
  window: '24h',
  windowMs: 86_400_000,
  metadata: { note: 'as it came' },
  priority: 1,
  fingerprint: 'one',
  settings: {
    version: 1,
    maxAttempts: 3,
    requestTimeoutMs: 1_000,
    mixedModels: true,
    maxRequests: 10,
    outputExpiresAfterMs: null,
  },
  permissions: { spot: 'all' },
};

test('what a caller changes in its arguments or in an answer changes nothing in the store', async () => {
  const { batches, shards } = createMemoryStore({ now: () => 0 });
  const mine = structuredClone(order) as typeof order & { metadata: Record<string, string> };
  const answer = await batches.create(mine);
  mine.metadata.note = 'changed by the caller';
  Object.assign(answer.metadata ?? {}, { note: 'changed by the reader' });
  Object.assign(answer.counts, { total: 99 });
  const read = await batches.get(order);
  expect(read?.metadata).toEqual({ note: 'as it came' });
  expect(read?.counts.total).toBe(0);

  const [step] = await batches.claimDue({ limit: 1, leaseMs: 1_000 });
  if (!step) throw new Error('the batch is due');
  const seqs: [number, number][] = [[0, 4]];
  const extent = { firstSeq: 0, requests: 4, offset: 0, bytes: 400, models: [{ model: 'm', seqs, tokens: 40 }] };
  await shards.append(step, [extent]);
  seqs.push([7, 9]);
  await batches.advance(step, { phase: 'in_progress', dueInMs: null });
  const demand = { batchId: order.id, model: 'm', pool: 'spot', workerId: 'w', requests: 2, leaseMs: 1_000 };
  const claim = await shards.claim({ ...demand, chargePerRequest: 1, suspects: false });
  Object.assign(claim?.seqs ?? [], [[0, 4]]);
  const rest = await shards.claim({ ...demand, requests: 9, chargePerRequest: 1, suspects: false });
  expect(rest?.seqs).toEqual([[2, 4]]);
});
