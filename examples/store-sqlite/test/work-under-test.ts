import {
  type ClaimDemand,
  eachSeq,
  type Lines,
  type PlannedExtent,
  type Seqs,
  type Store,
  type TenantKey,
} from '@spillway/core/store';

const batchId = 'batch';
const model = 'model';
const extents = 60;
const requests = 100;

/** How many requests the batch has. */
export const total: number = extents * requests;
export const key: TenantKey = { tenant: 'tenant', id: batchId };

/** A batch in progress, with shards that anybody may claim. */
export async function startBatch({ batches, shards }: Store): Promise<void> {
  await batches.create({
    ...key,
    user: null,
    inputFileId: 'file',
    endpoint: '/v1/chat/completions',
    window: '1h',
    windowMs: 3_600_000,
    metadata: null,
    priority: 1,
    fingerprint: 'fingerprint',
    settings: {
      version: 1,
      maxAttempts: 5,
      requestTimeoutMs: 60_000,
      mixedModels: false,
      maxRequests: total,
      outputExpiresAfterMs: null,
    },
    permissions: { spot: 'all' },
  });
  const [step] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!step) throw new Error('a fresh batch is due');
  await shards.append(
    step,
    Array.from({ length: extents }, (_, index) => extentAt(index)),
  );
  await batches.advance(step, { phase: 'in_progress', dueInMs: null });
}

function extentAt(index: number): PlannedExtent {
  const firstSeq = index * requests;
  const models = [{ model, seqs: [[firstSeq, firstSeq + requests]] as const, tokens: requests }];
  return { firstSeq, requests, offset: firstSeq * 100, bytes: requests * 100, models };
}

/** Leases are short, so that what a dead process held comes back during the test. */
export function demandOf(workerId: string): ClaimDemand {
  const amounts = { requests: 7, leaseMs: 500, chargePerRequest: 1 };
  return { batchId, model, pool: 'spot', workerId, ...amounts, suspects: true };
}

/** All of them succeeded. */
export function linesOf(seqs: Seqs): Lines {
  const each = <Value>(value: Value): Value[] => [...eachSeq(seqs)].map(() => value);
  return {
    segment: 'segment',
    offset: 0,
    seqs,
    outcomes: each('succeeded' as const),
    lengths: each(100),
    attempts: each(1),
    tokensIn: each(1),
    tokensOut: each(1),
    durationsMs: each(1),
  };
}
