import assert from 'node:assert/strict';
import type { Batch, BatchStep, NewBatch, PlannedExtent, Store, TenantKey } from '@spillway/core/store';
import { planExtents } from './plan-extents.ts';
import type { StoreHarness } from './store-harness.ts';

/** A batch of a law, with the names that the law uses for it. */
export interface BatchUnderTest extends TenantKey {
  readonly inputFileId: string;
  /** The model of all its requests, unless the law plans others. */
  readonly model: string;
  /** A pool with every permission on it. */
  readonly pool: string;
}

export const dayMs: number = 86_400_000;
/** Long enough that nothing lapses unless a law wants it. */
export const leaseMs: number = 60_000;

/** A create call with names of its own. */
export function newBatch({ freshId }: StoreHarness, overrides: Partial<NewBatch> = {}): NewBatch {
  const pool = freshId();
  return {
    id: freshId(),
    tenant: freshId(),
    user: null,
    inputFileId: freshId(),
    endpoint: '/v1/chat/completions',
    window: '24h',
    windowMs: dayMs,
    metadata: null,
    priority: 1,
    fingerprint: 'fingerprint',
    settings: {
      version: 1,
      maxAttempts: 3,
      requestTimeoutMs: 600_000,
      mixedModels: true,
      maxRequests: 50_000,
      outputExpiresAfterMs: null,
    },
    permissions: { [pool]: 'all' },
    ...overrides,
  };
}

/** A validating batch. */
export async function createBatch(harness: StoreHarness, overrides: Partial<NewBatch> = {}): Promise<BatchUnderTest> {
  const batch = newBatch(harness, overrides);
  await harness.store.batches.create(batch);
  const { id, tenant, inputFileId, permissions } = batch;
  return { id, tenant, inputFileId, model: harness.freshId(), pool: Object.keys(permissions)[0] ?? 'none' };
}

export interface RunningBatchOptions {
  readonly requests: number;
  /** Requests in one extent, at the most; all by default. */
  readonly perExtent?: number;
  /** Instead of extents of one model. */
  readonly extents?: readonly PlannedExtent[];
  readonly overrides?: Partial<NewBatch>;
}

/** A batch in progress, that looks at itself again in an hour. */
export async function runningBatch(
  harness: StoreHarness,
  { requests, perExtent = requests, extents, overrides = {} }: RunningBatchOptions,
): Promise<BatchUnderTest> {
  const { shards, batches } = harness.store;
  const batch = await createBatch(harness, overrides);
  const step = await takeStep(harness, batch);
  const planned = extents ?? planExtents({ model: batch.model, requests, perExtent });
  assert.equal(await shards.append(step, planned), requests);
  assert.equal(await batches.advance(step, { phase: 'in_progress', dueInMs: 3_600_000 }), true);
  return batch;
}

/** Pages of steps that are due, until none is left. */
export async function* dueSteps(
  { batches }: Store,
  query: { readonly limit: number; readonly leaseMs: number },
): AsyncGenerator<readonly BatchStep[]> {
  for (let pages = 0; pages < 500; pages++) {
    const steps = await batches.claimDue(query);
    if (steps.length === 0) return;
    yield steps;
  }
  assert.fail('a step that was taken is not due again before its lease ends');
}

/** Every step that is due now, taken. */
export async function takeDueSteps({ store }: StoreHarness, heldMs: number = leaseMs): Promise<readonly BatchStep[]> {
  return (await Array.fromAsync(dueSteps(store, { limit: 100, leaseMs: heldMs }))).flat();
}

/** The batch's step if it is due, taken along with everything else that is. */
export async function dueStep(
  harness: StoreHarness,
  { id }: { readonly id: string },
  heldMs: number = leaseMs,
): Promise<BatchStep | undefined> {
  const steps = await takeDueSteps(harness, heldMs);
  return steps.find(({ batchId }) => batchId === id);
}

/** The batch's step, which must be due. */
export async function takeStep(
  harness: StoreHarness,
  batch: { readonly id: string },
  heldMs: number = leaseMs,
): Promise<BatchStep> {
  const step = await dueStep(harness, batch, heldMs);
  assert.ok(step, 'the batch is due');
  return step;
}

/** The batch as the store knows it, which must exist. */
export async function readBatch({ store }: StoreHarness, { tenant, id }: TenantKey): Promise<Batch> {
  const batch = await store.batches.get({ tenant, id });
  assert.ok(batch, 'the batch exists');
  return batch;
}
