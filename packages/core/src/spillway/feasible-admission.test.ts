import { describe, expect, test } from 'vitest';
import { SpillwayError } from '../errors/index.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { QuotedOrder } from '../quote/quoted-order.ts';
import type { Batch, NewBatch } from '../store/index.ts';
import { createAdmission } from './admission.ts';
import { defaultLimits, type Limits } from './limits.ts';

const models = [{ model: 'm', requests: 10, tokens: 100 }];

interface Given {
  readonly limits?: Partial<Limits>;
  /** Whether an order is refused for its window. */
  readonly refuses?: (order: QuotedOrder) => boolean;
}

/** An admission that refuses by the window, and notes what it was asked and what it let in. */
function underTest({ limits = {}, refuses = () => false }: Given = {}) {
  const store = createMemoryStore();
  const asked: QuotedOrder[] = [];
  const read: string[] = [];
  const letIn: string[] = [];
  const admission = createAdmission({
    store,
    limits: { ...defaultLimits, ...limits },
    feasibility: {
      async workOf(batch) {
        read.push(batch.id);
        return (await store.batches.get(batch)) ? undefined : models;
      },
      async refusalOf({ tenant, priority, windowMs, models }) {
        const order = { tenant, priority, windowMs, models };
        asked.push(order);
        return refuses(order) ? new SpillwayError('Too short.', { code: 'window_infeasible' }) : undefined;
      },
      letIn: ({ id }) => void letIn.push(id),
    },
  });
  return { store, asked, read, letIn, admission };
}

function newBatch(overrides: Partial<NewBatch> = {}): NewBatch {
  return {
    ...{ id: 'batch', tenant: 'acme', user: null, inputFileId: 'file', endpoint: '/v1/embeddings', window: '1h' },
    ...{ windowMs: 3_600_000, metadata: null, priority: 5, fingerprint: 'f', permissions: {} },
    settings: {
      ...{ version: 1, maxAttempts: 3, requestTimeoutMs: 1, mixedModels: false, maxRequests: 1 },
      outputExpiresAfterMs: null,
    },
    ...overrides,
  };
}

describe('an admission that refuses what is not feasible', () => {
  test('asks about the work of a batch in its window, and counts what it let in', async () => {
    const { admission, asked, letIn } = underTest();
    expect(await admission.create(newBatch())).toMatchObject({ id: 'batch' });
    expect(asked).toEqual([{ tenant: 'acme', priority: 5, windowMs: 3_600_000, models }]);
    expect(letIn).toEqual(['batch']);
  });

  test('creates nothing that it refuses, and does not count it', async () => {
    const { admission, store, letIn } = underTest({ refuses: () => true });
    await expect(admission.create(newBatch())).rejects.toMatchObject({ code: 'window_infeasible' });
    expect([await store.batches.get({ tenant: 'acme', id: 'batch' }), letIn]).toEqual([undefined, []]);
  });

  test('asks nothing about a batch that is there already', async () => {
    const { admission, asked } = underTest();
    await admission.create(newBatch());
    expect(await admission.create(newBatch())).toMatchObject({ id: 'batch' });
    expect(asked).toHaveLength(1);
  });

  test('answers calls that repeat each other at one moment, whatever is feasible after the first', async () => {
    const { admission, letIn } = underTest({ refuses: () => letIn.length > 0 });
    const batches = await Promise.all([1, 2, 3].map(() => admission.create(newBatch())));
    expect(batches.map(({ id }) => id)).toEqual(['batch', 'batch', 'batch']);
  });

  test('reads no file of what a limit refuses, and asks nothing about it', async () => {
    const { admission, asked, read } = underTest({ limits: { liveBatches: 1 } });
    await admission.create(newBatch());
    await expect(admission.create(newBatch({ id: 'other' }))).rejects.toMatchObject({ code: 'limit_reached' });
    expect(asked).toHaveLength(1);
    expect(read).toEqual(['batch']);
    expect(await admission.create(newBatch())).toMatchObject({ id: 'batch' });
  });

  test('judges a batch while no other is between its judgement and its creation', async () => {
    const { admission, letIn } = underTest({ refuses: () => letIn.length > 0 });
    const answers = await Promise.allSettled(
      ['a', 'b', 'c'].map((id) => admission.create(newBatch({ id, tenant: id }))),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('a retry', () => {
  const ended = async (names: readonly string[]): Promise<Batch> => {
    const { admission } = underTest();
    const plan = { blob: 'b', bytes: 1, models: names, customIdIndex: null };
    return { ...(await admission.create(newBatch())), plan };
  };
  const revived = { windowMs: 60_000, requests: 7 };

  test('is judged by what waits again, in its own window', async () => {
    const { admission, asked } = underTest();
    expect(await admission.reopen(await ended(['m']), async () => 'reopened', revived)).toBe('reopened');
    const again = [{ model: 'm', requests: 7, tokens: 0 }];
    expect(asked).toEqual([{ tenant: 'acme', priority: 5, windowMs: 60_000, models: again }]);
  });

  test('that is not feasible changes nothing', async () => {
    const { admission } = underTest({ refuses: () => true });
    const act = () => Promise.reject(new Error('acted'));
    await expect(admission.reopen(await ended(['m']), act, revived)).rejects.toMatchObject({
      code: 'window_infeasible',
    });
  });

  test('of a batch with several models is let in: nobody knows how many requests each has', async () => {
    const { admission, asked } = underTest({ refuses: () => true });
    expect(await admission.reopen(await ended(['m', 'n']), async () => 'reopened', revived)).toBe('reopened');
    expect(asked).toEqual([]);
  });
});
