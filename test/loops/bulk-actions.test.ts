import { type BulkAction, type BulkActionOrder, createSpillway, type Spillway } from '@spillway/core';
import { plainRetry } from '@spillway/core/policy';
import type { Batch, Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered, failed, type Script } from './scripted-executor.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const quick = { retry: plainRetry({ baseMs: 1 }), coordinate: false };
const broken: Script = ({ prompt }) => (prompt === 'p1' || prompt === 'p3' ? failed('server_error') : answered);

/** Another process that coordinates, on this store or on what it sees of it. */
function coordinate({ blobs, clock, ...world }: Installation, store: Store = world.store): Promise<Spillway> {
  const randomness = seededRandomness(11);
  return createSpillway({ store, blobs, clock, randomness, coordinate: true, keepOpen: true });
}

async function stop({ clock }: Installation, process: Spillway): Promise<void> {
  await clock.until(Promise.resolve(process[Symbol.asyncDispose]()));
}

/** So many batches of four requests, of which two were given up. Nobody carries out an action meanwhile. */
async function ended(installation: Installation, count: number): Promise<readonly Batch[]> {
  const worker = startWorker(installation, broken, { concurrency: 64 });
  const { bulkActions: _, ...store } = installation.store;
  const process = await coordinate(installation, store);
  const batches: Batch[] = [];
  for (let index = 0; index < count; index++) {
    batches.push((await installation.results(await installation.submit(4, '1h'))).batch);
  }
  await stopWorker(installation, worker);
  await stop(installation, process);
  return batches;
}

/** The action once other processes have carried it out. */
async function untilEnded({ clock, spillway }: Installation, { id }: BulkAction): Promise<BulkAction> {
  return clock.until(spillway.bulkActions.ended({ id }));
}

async function batchesNow({ spillway }: Installation, batches: readonly Batch[]): Promise<readonly Batch[]> {
  const found = await Promise.all(batches.map(({ id }) => spillway.batches.get({ id })));
  return found.filter((batch) => batch !== undefined);
}

describe('a bulk action', () => {
  test('requeues the dead letters that match, whatever ends or dies afterwards', async () => {
    await using installation = await install({ spillway: quick });
    const { clock, spillway } = installation;
    const batches = await ended(installation, 3);
    const order = { action: 'requeue_dead_letters', filter: { code: 'server_error' }, window: '2h' } as const;
    expect((await clock.until(spillway.bulkActions.foresee(order))).counts).toEqual(counts({ done: 6 }));
    const action = await clock.until(spillway.bulkActions.create(order));
    const [late] = await ended(installation, 1);
    const worker = startWorker(installation, () => answered);
    const process = await coordinate(installation);
    expect(await untilEnded(installation, action)).toMatchObject({ status: 'completed', counts: counts({ done: 6 }) });
    for (const batch of batches) {
      const { batch: again } = await installation.results(batch);
      expect(again).toMatchObject({ revision: 2, window: '2h', counts: { succeeded: 4, deadLettered: 0 } });
    }
    expect(await batchesNow(installation, [late as Batch])).toMatchObject([
      { revision: 1, counts: { deadLettered: 2 } },
    ]);
    await stopWorker(installation, worker);
    await stop(installation, process);
  });

  test('drops what matches, and skips what others took meanwhile', async () => {
    await using installation = await install({ spillway: quick });
    const { clock, spillway } = installation;
    const [first, second, third] = (await ended(installation, 3)) as [Batch, Batch, Batch];
    const action = await clock.until(
      spillway.bulkActions.create({ action: 'drop_dead_letters', filter: { all: true } }),
    );
    expect(action.counts).toEqual(counts({ matched: 6 }));
    await clock.until(spillway.deadLetters.drop({ requestIds: [`batch_req_${first.id}_1`] }));
    await clock.until(spillway.deadLetters.requeue({ batchId: second.id }));
    const process = await coordinate(installation);
    const done = await untilEnded(installation, action);
    expect(done).toMatchObject({ status: 'completed', counts: counts({ matched: 6, done: 4, skipped: 2 }) });
    expect(done.problems).toMatchObject([{ batchId: second.id, code: 'changed' }]);
    const now = await batchesNow(installation, [first, third]);
    expect(now.map((batch) => batch.counts)).toMatchObject([{ failed: 2, deadLettered: 0 }, { failed: 2 }]);
    await stop(installation, process);
  });

  test('retries as far as there is room, as it was foreseen', async () => {
    const limits = { tenantLiveBatches: 2 };
    await using installation = await install({ spillway: { ...quick, limits } });
    const { clock, spillway, store, blobs } = installation;
    await ended(installation, 3);
    const order = { action: 'retry', filter: { statuses: ['completed'] } } as const;
    const foreseen = await clock.until(spillway.bulkActions.foresee(order));
    expect(foreseen.counts).toEqual(counts({ done: 2, failed: 1 }));
    expect(foreseen.problems).toMatchObject([{ code: 'limit_reached' }]);
    const action = await clock.until(spillway.bulkActions.create(order));
    const given = { store, blobs, clock, limits, keepOpen: true, coordinate: true };
    const process = await createSpillway({ ...given, randomness: seededRandomness(5) });
    // Without a worker nothing that was reopened ends.
    expect(await untilEnded(installation, action)).toMatchObject(foreseen);
    await stop(installation, process);
  });

  test('is carried out once by two coordinators, and each batch by one of them', async () => {
    await using installation = await install({ spillway: quick });
    const { clock, spillway, store } = installation;
    const batches = await ended(installation, 12);
    const actions = [
      await clock.until(spillway.bulkActions.create({ action: 'retry', filter: { all: true } })),
      await clock.until(spillway.bulkActions.create({ action: 'retry', filter: { ids: batches.map(({ id }) => id) } })),
    ];
    const processes = [await coordinate(installation), await coordinate(installation)];
    for (const action of actions) {
      expect(await untilEnded(installation, action)).toMatchObject({ counts: counts({ done: 12 }) });
    }
    for (const { tenant, id } of batches) {
      const events = await store.batches.timeline({ tenant, id });
      expect(events.filter(({ kind }) => kind === 'reopened')).toHaveLength(1);
    }
    for (const process of processes) await stop(installation, process);
  });

  test('goes on with the next coordinator when its own stops in the middle', async () => {
    await using installation = await install({ spillway: quick });
    const { clock, spillway, store } = installation;
    await ended(installation, 4);
    const action = await clock.until(spillway.bulkActions.create({ action: 'retry', filter: { all: true } }));
    let reopened = 0;
    const reopen: Store['batches']['reopen'] = async (key, reopening) => {
      if (++reopened === 3) return new Promise(() => {});
      return store.batches.reopen(key, reopening);
    };
    const stuck = await coordinate(installation, { ...store, batches: { ...store.batches, reopen } });
    await clock.pass(10_000);
    const from = clock.now();
    await stop(installation, stuck);
    const next = await coordinate(installation);
    expect(await untilEnded(installation, action)).toMatchObject({ counts: counts({ done: 4 }) });
    // What was handed back is not waited for.
    expect(clock.now() - from).toBeLessThan(5_000);
    await stop(installation, next);
  });

  const orders: readonly BulkActionOrder[] = [
    { action: 'requeue_dead_letters', filter: { code: 'server_error' } },
    { action: 'drop_dead_letters', filter: { model: 'm' } },
  ];
  const deaths = orders.flatMap((order) =>
    (['before', 'after'] as const).flatMap((moment) =>
      [1, 2, 3, 4].map((at) => [order.action, moment, at, order] as const),
    ),
  );
  test.each(deaths)(
    '%s whose coordinator dies %s call %i that changes something is done once',
    async (_, moment, at, order) => {
      await using installation = await install({ spillway: quick });
      const { clock, spillway, store } = installation;
      const batches = await ended(installation, 2);
      const action = await clock.until(spillway.bulkActions.create(order));
      const doomed = await coordinate(installation, mortal(store, at, moment));
      await clock.pass(60_000);
      const early = await spillway.bulkActions.get({ id: action.id });
      expect(early?.endedAt === null).toBe(at < 3 || (at === 3 && moment === 'before'));
      const survivor = await coordinate(installation);
      expect(await untilEnded(installation, action)).toMatchObject({
        status: 'completed',
        counts: counts({ done: 4 }),
      });
      const isRequeue = order.action === 'requeue_dead_letters';
      for (const batch of await batchesNow(installation, batches)) {
        expect(batch.revision).toBe(isRequeue ? 2 : 1);
        if (!isRequeue) expect(batch.counts).toMatchObject({ failed: 2, deadLettered: 0 });
      }
      await stop(installation, survivor);
      await stop(installation, doomed);
    },
  );
});

function counts(some: Partial<BulkAction['counts']>): BulkAction['counts'] {
  const { done = 0, skipped = 0, failed = 0 } = some;
  return { matched: done + skipped + failed, done, skipped, failed, ...some };
}

/** The store of a process that dies at one of the calls by which an action changes something: none is answered from then on. */
function mortal(store: Store, at: number, moment: 'before' | 'after'): Store {
  let calls = 0;
  const dying =
    <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>, isCounted = true) =>
    async (...args: Args): Promise<Answer> => {
      const nth = isCounted ? ++calls : calls;
      if (nth < at) return call(...args);
      if (nth === at && moment === 'after' && isCounted) await call(...args);
      return new Promise(() => {});
    };
  const { batches, shards, bulkActions } = store;
  if (!bulkActions) throw new Error('there are no bulk actions');
  return {
    ...store,
    batches: { ...batches, reopen: dying(batches.reopen), claimDue: dying(batches.claimDue, false) },
    shards: { ...shards, drop: dying(shards.drop) },
    bulkActions: {
      ...bulkActions,
      advance: dying(bulkActions.advance),
      renew: dying(bulkActions.renew, false),
      claimDue: dying(bulkActions.claimDue, false),
    },
  };
}
