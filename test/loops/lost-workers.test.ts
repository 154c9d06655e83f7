import { createSpillway, type Spillway, SpillwayError } from '@spillway/core';
import type { FleetTick, Permission, Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered, busy, createScriptedExecutor, engineDied, type Script } from './scripted-executor.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { startWorker, stopWorker } from './started-worker.ts';

/** The store as a process sees it whose network may be cut. */
function cuttable(store: Store): { readonly store: Store; cut: boolean } {
  const wire = { store, cut: false };
  const guard = <Role extends object>(role: Role): Role =>
    new Proxy(role, {
      get(target, name, receiver) {
        const method = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          if (wire.cut) throw new SpillwayError('the network is cut', { code: 'unavailable' });
          return Reflect.apply(method, target, args);
        };
      },
    });
  const { files, batches, shards, workers } = store;
  wire.store = {
    ...store,
    files: guard(files),
    batches: guard(batches),
    shards: guard(shards),
    workers: guard(workers),
  };
  return wire;
}

/** A second process on the same store and blobs. */
function secondProcess({ clock, blobs }: Installation, store: Store): Promise<Spillway> {
  return createSpillway({ store, blobs, clock, randomness: seededRandomness(11), keepOpen: true });
}

describe('workers that are lost', () => {
  test('a worker cut off beyond its lease changes nothing when it comes back; each request is answered once', async () => {
    await using installation = await install();
    const { clock, store } = installation;
    const wire = cuttable(store);
    const cutOff = { clock, spillway: await secondProcess(installation, wire.store) };
    const lost = startWorker(cutOff, () => answered, { id: 'lost' });
    const batch = await installation.submit(600);
    await clock.pass(4_000);
    wire.cut = true;
    const other = startWorker(installation, () => answered, { id: 'other' });
    await clock.pass(60_000);
    wire.cut = false;
    const { output, batch: ended } = await installation.results(batch);
    expect(output.map((line) => line.custom_id)).toEqual(Array.from({ length: 600 }, (_, index) => `c${index}`));
    expect(ended.counts).toMatchObject({ total: 600, succeeded: 600, open: 0 });
    const executions = lost.executor.started.length + other.executor.started.length;
    expect(executions).toBeGreaterThanOrEqual(600);
    // What was repeated is what the lost worker held or had not yet settled when it was cut off.
    expect(executions - 600).toBeLessThanOrEqual(512);
    await stopWorker(installation, lost);
    await stopWorker(installation, other);
  });

  test('a worker that starts under the name of a dead one takes over its claims at once', async () => {
    await using installation = await install();
    const { clock, store } = installation;
    const wire = cuttable(store);
    const dying = { clock, spillway: await secondProcess(installation, wire.store) };
    const dead = startWorker(dying, () => 'hang', { id: 'w' });
    const batch = await installation.submit(50);
    await clock.pass(2_000);
    wire.cut = true;
    const startedAt = clock.now();
    const next = startWorker(installation, () => answered, { id: 'w' });
    const { output } = await installation.results(batch);
    expect(output).toHaveLength(50);
    expect(clock.now() - startedAt).toBeLessThan(15_000);
    await stopWorker(installation, next);
    await stopWorker(installation, dead);
  });

  test('a request that kills every spot worker is isolated and given up on dedicated; its neighbours are answered', async () => {
    await using installation = await install();
    const script: Script = ({ prompt }) => (prompt === 'p9' ? engineDied : answered);
    const spot = startWorker(installation, script, { id: 's', pool: 'spot' });
    const dedicated = startWorker(installation, script, { id: 'd', pool: 'dedicated' });
    const { batch, error } = await installation.results(await installation.submit(400));
    expect(batch.counts).toMatchObject({ succeeded: 399, deadLettered: 1 });
    expect(error[0]?.error?.message).toContain('died 3 times');
    const deadly = spot.executor.started.filter((prompt) => prompt === 'p9').length;
    const alone = dedicated.executor.started.filter((prompt) => prompt === 'p9').length;
    expect(alone).toBe(2);
    expect(deadly).toBeLessThanOrEqual(5);
    await stopWorker(installation, spot);
    await stopWorker(installation, dedicated);
  });

  test('a suspect that meets an overloaded engine stays a suspect', async () => {
    await using installation = await install();
    // Every second execution of the lethal request is refused for lack of room.
    const script: Script = ({ prompt, nth }) => {
      if (prompt !== 'p9') return answered;
      return nth % 2 ? engineDied : { ...busy, retryAfterMs: 20_000 };
    };
    const worker = startWorker(installation, script, { id: 'd', pool: 'dedicated' });
    const { batch } = await installation.results(await installation.submit(100));
    expect(batch.counts).toMatchObject({ succeeded: 99, deadLettered: 1 });
    const runs = worker.executor.started.filter((prompt) => prompt === 'p9').length;
    expect(runs).toBeLessThanOrEqual(10);
    await stopWorker(installation, worker);
  });

  test('a worker holds one suspect at a time, so that the death of one is no death of others', async () => {
    await using installation = await install();
    const { clock, store } = installation;
    const batch = await installation.submit(8);
    await clock.pass(2_000);
    const order = { batchId: batch.id, model: 'm', pool: 'spot', workerId: 'dead', requests: 1, leaseMs: 1e6 };
    for (let count = 0; count < 8; count++) {
      expect(await store.shards.claim({ ...order, suspects: true, chargePerRequest: 0 })).toBeDefined();
    }
    await store.workers.remove('dead', { died: true });
    const first = startWorker(installation, () => 'hang', { id: 'first' });
    await clock.pass(5_000);
    const second = startWorker(installation, () => answered, { id: 'second' });
    await clock.pass(20_000);
    expect(first.executor.started).toHaveLength(1);
    expect(second.executor.started).toHaveLength(7);
    await stopWorker(installation, first);
    await stopWorker(installation, second);
  });

  test('recalled requests that were not started go to whoever asks next; those in flight stay', async () => {
    await using installation = await install();
    const { clock, store, spillway } = installation;
    const slow = createScriptedExecutor(clock, () => answered, { takesMs: 120_000 });
    const stop = new AbortController();
    const ended = spillway.worker({ id: 'slow', executor: slow, concurrency: 4 }).run({ signal: stop.signal });
    const batch = await installation.submit(64);
    await clock.pass(3_000);
    const fast = startWorker(installation, () => answered, { id: 'fast', pool: 'dedicated' });
    const decided = (pool: string, permission: Permission) => ({
      pool,
      permissions: [{ batchId: batch.id, permission }],
      desiredReplicas: 1,
    });
    await store.fleet.decide(await waitForTick(installation), {
      pools: [decided('spot', 'none'), decided('dedicated', 'all')],
      recalls: [{ batchId: batch.id, pool: 'spot' }],
      nextInMs: 1e9,
      events: [],
      memory: null,
    });
    const { output } = await installation.results(batch);
    expect(output).toHaveLength(64);
    expect(slow.started.length).toBe(4);
    expect(fast.executor.started.length).toBe(60);
    stop.abort();
    await clock.until(ended);
    await stopWorker(installation, fast);
  });
});

async function waitForTick({ store, clock }: Installation): Promise<FleetTick> {
  for (;;) {
    const tick = await store.fleet.claimTick({ model: 'm', leaseMs: 1_000 });
    if (tick) return tick;
    await clock.pass(500);
  }
}
