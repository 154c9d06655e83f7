import type { Batch, BatchPhase, NewBatch } from '@spillway/core/store';
import { createBatch, dayMs, readBatch, takeStep } from './batch-under-test.ts';
import { endedBatch } from './ended-batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

type Name = 'validating' | 'running' | 'cancelling' | 'finalizing' | 'completed' | 'failed' | 'expired' | 'cancelled';

const names: readonly Name[] = [
  ...(['validating', 'running', 'cancelling', 'finalizing'] as const),
  ...(['completed', 'failed', 'expired', 'cancelled'] as const),
];

/** Batches of one tenant that differ in everything that a filter asks, beside one of another that does not. */
export interface VariedBatches {
  readonly tenant: string;
  readonly ids: { readonly [name in Name]: string };
  /** Oldest first. */
  readonly batches: readonly Batch[];
  readonly files: { readonly shared: string };
  /** `middle` is when the completed one was created, and the failed one at the same moment. */
  readonly times: { readonly middle: number };
}

export async function variedBatches(harness: StoreHarness): Promise<VariedBatches> {
  const { clock, freshId } = harness;
  const tenant = freshId();
  const shared = freshId();
  const ids: Record<string, string> = {};
  let middle = 0;
  for (const name of names) {
    if (name === 'completed') middle = clock.now();
    const overrides = { tenant, ...overridesOf(name, shared) };
    ids[name] = await batchAs(harness, name, overrides);
    if (name === 'running') await batchAs(harness, name, { ...overrides, tenant: freshId() });
    // Of the last two, each has the deadline of the other.
    if (name !== 'completed' && name !== 'expired') clock.advance(1);
  }
  const read = names.map((name) => readBatch(harness, { tenant, id: ids[name] as string }));
  return {
    tenant,
    ids: ids as VariedBatches['ids'],
    batches: await Promise.all(read),
    files: { shared },
    times: { middle },
  };
}

function overridesOf(name: Name, inputFileId: string): Partial<NewBatch> {
  const hours = (count: number): { windowMs: number } => ({ windowMs: count * 3_600_000 });
  switch (name) {
    case 'running':
      return { ...hours(2), inputFileId, user: 'ann', priority: 10, metadata: { team: 'Red', stage: 'one' } };
    case 'cancelling':
      return { ...hours(3), endpoint: '/v1/embeddings', metadata: { Red: 'stag', note: 'Re' } };
    case 'finalizing':
      return { ...hours(1), user: 'Ann', metadata: { team: 'blue' } };
    case 'completed':
      return { ...hours(5), user: 'ann', priority: 5 };
    case 'failed':
      return { ...hours(4), inputFileId, priority: -3, metadata: { team: 'Red', stage: 'two' } };
    default:
      return { windowMs: dayMs };
  }
}

async function batchAs(harness: StoreHarness, name: Name, overrides: Partial<NewBatch>): Promise<string> {
  const { store } = harness;
  const batch = await (name === 'completed' ? endedBatch(harness, { overrides }) : createBatch(harness, overrides));
  const advance = async (phase: BatchPhase, models: readonly string[] = ['small']): Promise<void> => {
    const plan = { blob: 'large "1"', bytes: 1, models, customIdIndex: null };
    await store.batches.advance(await takeStep(harness, batch), { phase, dueInMs: 3_600_000, plan });
  };
  if (name === 'running') await advance('in_progress', ['large "1"', 'small']);
  else if (name === 'completed') await advance(name, ['large "1"']);
  else if (name === 'cancelling') await advance('in_progress');
  else if (name !== 'validating') await advance(name);
  if (name === 'cancelling') await store.batches.requestCancel(batch);
  return batch.id;
}
