import { expect, test } from 'vitest';
import { SpillwayError } from '../errors/index.ts';
import type { BulkActionRecord, BulkActionStep, RecordedEvent, Store } from '../store/index.ts';
import type { BulkAction, BulkActionOrder } from './bulk-action.ts';
import { type BulkWorld, createBulkWorld } from './bulk-actions-under-test.ts';
import { takeBulkStep } from './take-bulk-step.ts';

const leaseMs = 10_000;

async function take({ actions }: BulkWorld): Promise<BulkActionStep> {
  const [step] = await actions.claimDue({ limit: 1, leaseMs });
  if (!step) throw new Error('no action is due');
  return step;
}

/** Takes the action to its end in one process. */
async function carryOut(world: BulkWorld, { id }: BulkAction): Promise<BulkAction> {
  for (let steps = 0; steps < 50; steps++) {
    await takeBulkStep(await take(world), world.context());
    const action = await world.bulkActions.get({ id });
    if (action?.endedAt != null) return action;
  }
  throw new Error('it does not end');
}

async function timesOf({ store }: BulkWorld, id: string, kind: string): Promise<number> {
  const history: readonly RecordedEvent[] = await store.batches.timeline({ tenant: 'default', id });
  return history.filter((event) => event.kind === kind).length;
}

/** Three batches that run and three that have ended, with one each of another user. */
async function crowd(): Promise<BulkWorld> {
  const world = createBulkWorld();
  for (const id of ['r1', 'r2', 'r3']) await world.running(id, { user: 'ada' });
  await world.running('r4', { user: 'bob' });
  for (const id of ['e1', 'e2', 'e3']) await world.ended(id, { user: 'ada' });
  await world.ended('e4', { user: 'bob' });
  return world;
}

const cancelAda: BulkActionOrder = { action: 'cancel', filter: { user: 'ada' } };
const retryAda: BulkActionOrder = { action: 'retry', filter: { user: 'ada' }, window: '2h' };

test('a cancel marks what matches and runs, and says why it skips the rest', async () => {
  const world = await crowd();
  const action = await world.bulkActions.create(cancelAda);
  expect(action).toMatchObject({ status: 'queued', counts: { matched: 6, done: 0, skipped: 3, failed: 0 } });
  const ended = await carryOut(world, action);
  expect(ended).toMatchObject({ status: 'completed', counts: { matched: 6, done: 3, skipped: 3, failed: 0 } });
  expect(ended.problems.map(({ batchId, code }) => `${batchId} ${code}`)).toEqual(['e1 ended', 'e2 ended', 'e3 ended']);
  expect((await world.batch('r3')).cancelRequestedAt).not.toBeNull();
  expect((await world.batch('r4')).cancelRequestedAt).toBeNull();
});

test('a retry reopens what matches and has ended, with the window that was said', async () => {
  const world = await crowd();
  const ended = await carryOut(world, await world.bulkActions.create(retryAda));
  expect(ended).toMatchObject({ status: 'completed', counts: { matched: 6, done: 3, skipped: 3, failed: 0 } });
  expect(ended.problems.map(({ batchId, code }) => `${batchId} ${code}`)).toEqual(
    ['r1', 'r2', 'r3'].map((id) => `${id} running`),
  );
  const { revision, window } = await world.batch('e2');
  expect([revision, window]).toEqual([2, '2h']);
  expect((await world.batch('e4')).revision).toBe(1);
});

test('what is created, ends or begins to match after the action was created is left alone', async () => {
  const world = await crowd();
  const cancel = await world.bulkActions.create({
    action: 'cancel',
    filter: { statuses: ['in_progress', 'cancelling'], all: true },
  });
  const retry = await world.bulkActions.create(retryAda);
  await world.running('later', { user: 'ada' });
  await world.ended('later ended', { user: 'ada' });
  await world.end('r1');
  expect((await carryOut(world, cancel)).counts).toEqual({ matched: 4, done: 3, skipped: 1, failed: 0 });
  expect((await world.batch('later')).cancelRequestedAt).toBeNull();
  expect((await carryOut(world, retry)).counts).toEqual({ matched: 6, done: 3, skipped: 3, failed: 0 });
  for (const id of ['r1', 'later ended']) expect((await world.batch(id)).revision).toBe(1);
});

test('a batch that others reopened meanwhile is not cancelled, nor reopened once it has ended again', async () => {
  const world = await crowd();
  const cancel = await world.bulkActions.create(cancelAda);
  const retry = await world.bulkActions.create(retryAda);
  await world.end('r1');
  for (const id of ['r1', 'e1']) await world.context().retry({ tenant: 'default', id });
  await world.end('e1');
  const cancelled = await carryOut(world, cancel);
  expect(cancelled.counts).toEqual({ matched: 6, done: 2, skipped: 4, failed: 0 });
  expect(cancelled.problems.at(-1)).toMatchObject({ batchId: 'r1', code: 'changed' });
  expect((await world.batch('r1')).cancelRequestedAt).toBeNull();
  expect((await carryOut(world, retry)).counts).toEqual({ matched: 6, done: 3, skipped: 3, failed: 0 });
  expect((await world.batch('e1')).revision).toBe(2);
});

/** The store of a process that dies at one of its calls: `after` it is carried out, and nobody hears of it. */
function dyingStore(store: Store, at: number, moment: 'before' | 'after'): Store {
  let calls = 0;
  const mortal = <Role extends object>(role: Role): Role =>
    new Proxy(role, {
      get(target, name) {
        const call: unknown = Reflect.get(target, name);
        if (typeof call !== 'function') return call;
        return async (...args: unknown[]) => {
          const nth = ++calls;
          if (nth === at && moment === 'after') await Reflect.apply(call, target, args);
          if (nth >= at) throw new Death();
          return Reflect.apply(call, target, args);
        };
      },
    });
  return {
    ...store,
    batches: mortal(store.batches),
    ...(store.bulkActions && { bulkActions: mortal(store.bulkActions) }),
  };
}

class Death extends SpillwayError {
  constructor() {
    super('The process died.', { code: 'unavailable' });
  }
}

const deaths = ([cancelAda, retryAda] as const).flatMap((order) =>
  (['before', 'after'] as const).flatMap((moment) =>
    Array.from({ length: 14 }, (_, index) => [order.action, moment, index + 1, order] as const),
  ),
);

test.each(deaths)('a %s whose holder dies %s call %i is done once by the next', async (action, moment, at, order) => {
  const world = await crowd();
  const created = await world.bulkActions.create(order);
  const dying = world.context(dyingStore(world.store, at, moment));
  await takeBulkStep(await take(world), dying).catch((error) => expect(error).toBeInstanceOf(Death));
  const early = await world.bulkActions.get({ id: created.id });
  // Whoever was reopened goes on with its life meanwhile, and may have ended again.
  if (action === 'retry' && (await world.batch('e1')).revision === 2) await world.end('e1');
  world.at += leaseMs;
  const ended = early?.endedAt == null ? await carryOut(world, created) : early;
  expect(ended).toMatchObject({ status: 'completed', counts: { matched: 6, done: 3, skipped: 3, failed: 0 } });
  expect(ended.problems).toHaveLength(3);
  for (const id of ['r1', 'r2', 'r3']) {
    expect(await timesOf(world, id, 'cancel_requested')).toBe(action === 'cancel' ? 1 : 0);
  }
  for (const id of ['e1', 'e2', 'e3']) {
    expect(await timesOf(world, id, 'reopened')).toBe(action === 'retry' ? 1 : 0);
  }
});

test('every call is among those at which a holder dies', async () => {
  const world = await crowd();
  await world.bulkActions.create(retryAda);
  const survivor = world.context(dyingStore(world.store, 15, 'before'));
  await takeBulkStep(await take(world), survivor);
});

test('a holder that was fenced off records nothing, and what it did is counted once', async () => {
  const world = await crowd();
  const created = await world.bulkActions.create(retryAda);
  const stalled = await take(world);
  world.at += leaseMs;
  const next = await take(world);
  await takeBulkStep(stalled, world.context());
  expect(await world.bulkActions.get({ id: created.id })).toMatchObject({ counts: { done: 0 }, endedAt: null });
  await takeBulkStep(next, world.context());
  const ended = await world.bulkActions.get({ id: created.id });
  expect(ended).toMatchObject({ status: 'completed', counts: { matched: 6, done: 3, skipped: 3, failed: 0 } });
  expect(await timesOf(world, 'e1', 'reopened')).toBe(1);
});

test('a holder that stalls before its act does not reopen what another reopened and ended since', async () => {
  const world = await crowd();
  const created = await world.bulkActions.create(retryAda);
  const context = world.context();
  const retry: typeof context.retry = async (order) => {
    await context.retry(order);
    await world.end(order.id);
    return context.retry(order);
  };
  await takeBulkStep(await take(world), { ...context, retry });
  expect(await world.bulkActions.get({ id: created.id })).toMatchObject({ counts: { done: 3, failed: 0 } });
  for (const id of ['e1', 'e2', 'e3']) expect((await world.batch(id)).revision).toBe(2);
});

test('an action that is cancelled stops before its next batch, and says how far it came', async () => {
  const world = await crowd();
  const { id } = await world.bulkActions.create(cancelAda);
  const context = world.context();
  const requestCancel: Store['batches']['requestCancel'] = async (key) => {
    if (key.id === 'r2') expect(await world.bulkActions.cancel({ id })).toMatchObject({ status: 'cancelling' });
    return world.store.batches.requestCancel(key);
  };
  const store = { ...world.store, batches: { ...world.store.batches, requestCancel } };
  await takeBulkStep(await take(world), { ...context, store });
  const ended = await world.bulkActions.ended({ id });
  expect(ended).toMatchObject({ status: 'cancelled', counts: { matched: 6, done: 2, skipped: 3, failed: 0 } });
  expect((await world.batch('r3')).cancelRequestedAt).toBeNull();
});

test('an action that is cancelled before it begins does nothing', async () => {
  const world = await crowd();
  const { id } = await world.bulkActions.create(cancelAda);
  await world.bulkActions.cancel({ id });
  await takeBulkStep(await take(world), world.context());
  expect(await world.bulkActions.get({ id })).toMatchObject({ status: 'cancelled', counts: { done: 0 } });
  expect((await world.batch('r1')).cancelRequestedAt).toBeNull();
});

test('a step ends after a while, and the next goes on behind it', async () => {
  const world = await crowd();
  const { id } = await world.bulkActions.create(retryAda);
  const context = world.context();
  const slow = {
    ...context,
    retry: (order: Parameters<typeof context.retry>[0]) => context.retry(order).finally(() => (world.at += 6_000)),
  };
  const dones: (number | undefined)[] = [];
  while ((await world.bulkActions.get({ id }))?.endedAt === null) {
    await takeBulkStep(await take(world), slow);
    dones.push((await world.bulkActions.get({ id }))?.counts.done);
  }
  expect(dones).toEqual([1, 2, 3]);
});

test('what fails at one batch is told, and in the way of no other', async () => {
  const world = await crowd();
  const created = await world.bulkActions.create(retryAda);
  const context = world.context();
  const errors: unknown[] = [];
  const retry: typeof context.retry = async (order) => {
    if (order.id === 'e1') throw new SpillwayError('There is no room.', { code: 'limit_reached' });
    if (order.id === 'e2') throw new TypeError('a bug');
    return context.retry(order);
  };
  await takeBulkStep(await take(world), { ...context, retry, onTrouble: ({ error }) => errors.push(error) });
  const ended = await world.bulkActions.get({ id: created.id });
  expect(ended).toMatchObject({ status: 'completed', counts: { matched: 6, done: 1, skipped: 3, failed: 2 } });
  expect(ended?.problems.slice(3).map(({ batchId, code }) => `${batchId} ${code}`)).toEqual([
    'e1 limit_reached',
    'e2 internal',
  ]);
  expect(errors).toHaveLength(1);
});

test('an action whose surroundings are away is handed back with what it did, and tried again soon', async () => {
  const world = await crowd();
  const { id } = await world.bulkActions.create(retryAda);
  const context = world.context();
  const retry: typeof context.retry = async (order) => {
    if (order.id === 'e2') throw new SpillwayError('The storage is away.', { code: 'unavailable' });
    return context.retry(order);
  };
  const step = await take(world);
  await expect(takeBulkStep(step, { ...context, retry })).rejects.toThrow('away');
  expect(await world.bulkActions.get({ id })).toMatchObject({ status: 'running', counts: { done: 1, failed: 0 } });
  expect(await world.actions.claimDue({ limit: 1, leaseMs })).toEqual([]);
  world.at += 1_000;
  expect((await take(world)).lapses).toBe(0);
});

test('a batch at which holder after holder dies is given up, and the rest is done', async () => {
  const world = await crowd();
  const created = await world.bulkActions.create(retryAda);
  for (let deaths = 0; deaths < 5; deaths++) {
    await take(world);
    world.at += leaseMs;
  }
  const ended = await carryOut(world, created);
  expect(ended).toMatchObject({ status: 'completed', counts: { matched: 6, done: 2, skipped: 3, failed: 1 } });
  expect(ended.problems.at(-1)).toMatchObject({ batchId: 'e1', code: 'internal' });
});

test('progress is seen while an action runs', async () => {
  const world = await crowd();
  const { id } = await world.bulkActions.create(retryAda);
  const context = world.context();
  const seen: (BulkActionRecord | undefined)[] = [];
  const retry: typeof context.retry = async (order) => {
    seen.push(await world.actions.get({ tenant: 'default', id }));
    return context.retry(order);
  };
  await takeBulkStep(await take(world), { ...context, retry });
  expect(seen.map((record) => record?.counts.done)).toEqual([0, 1, 2]);
});
