import { createSpillway } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { ShardQueue, Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered, createScriptedExecutor } from './scripted-executor.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { startWorker, stopWorker } from './started-worker.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { type Wire, wireTo } from './wire.ts';

interface Process extends Pick<Installation, 'clock' | 'spillway'> {
  readonly wire: Wire;
}

/** Another process on the same store and blobs, whose network may be cut. */
async function anotherProcess({ clock, blobs, store }: Installation): Promise<Process> {
  const wire = wireTo(store, clock);
  const randomness = seededRandomness(17);
  return {
    clock,
    wire,
    spillway: await createSpillway({ store: wire.store, blobs, clock, randomness, keepOpen: true }),
  };
}

interface Renewal {
  readonly at: number;
  readonly claims: number;
  readonly leaseMs: number;
}

/** The store with renewals that are noted, and that the store hears and answers as much later as is said. */
function noted({ shards, ...store }: Store, renewals: Renewal[], clock: () => VirtualClock, delayMs = 0): Store {
  const renew: ShardQueue['renew'] = async (claims, leaseMs) => {
    renewals.push({ at: clock().now(), claims: claims.length, leaseMs });
    await clock().sleep(delayMs / 2);
    const answer = await shards.renew(claims, leaseMs);
    await clock().sleep(delayMs / 2);
    return answer;
  };
  return { ...store, shards: { ...shards, renew } };
}

/** An installation whose renewals are noted. */
async function installNoted(delayMs = 0): Promise<{ installation: Installation; renewals: Renewal[] }> {
  const renewals: Renewal[] = [];
  const clock = (): VirtualClock => installation.clock;
  const installation: Installation = await install({
    store: (store) => noted(store, renewals, clock, delayMs),
  });
  return { installation, renewals };
}

/** Blobs of which a part takes nine seconds to be read while there is a clock: planning reads the whole, workers parts. */
function slowly(blobs: BlobStorage, clock: () => VirtualClock | false): BlobStorage {
  return {
    ...blobs,
    async *read(key, range) {
      const waits = clock();
      if (range && waits) await waits.sleep(9_000);
      yield* blobs.read(key, range);
    },
  };
}

/** Lets time pass until so much is left to the deadline. */
async function passUntilLeft({ clock }: Installation, deadlineAt: number, leftMs: number): Promise<void> {
  await clock.pass(deadlineAt - leftMs - clock.now());
}

const gaps = (renewals: readonly Renewal[]): Set<number> =>
  new Set(renewals.slice(1).map(({ at }, index) => at - (renewals[index] as Renewal).at));

describe('near a deadline', () => {
  test.each(['1m', '2m', '5m', '8m'])(
    'a worker of a window of %s is killed a minute before its end, and what it held is answered in time',
    async (window) => {
      await using installation = await install();
      const process = await anotherProcess(installation);
      const lost = startWorker(process, () => 'hang', { id: 'lost' });
      const { deadlineAt, ...batch } = await installation.submit(8, window);
      if (window === '1m') await installation.clock.pass(3_000);
      else await passUntilLeft(installation, deadlineAt, 60_000);
      expect(lost.executor.started).toHaveLength(8);
      process.wire.state = 'cut';
      const other = startWorker(installation, () => answered, { id: 'other', takesMs: 45_000 });
      const { batch: ended, output } = await installation.results({ ...batch, deadlineAt });
      expect(ended.counts).toMatchObject({ succeeded: 8, expired: 0 });
      expect(output).toHaveLength(8);
      for (const worker of [lost, other]) await stopWorker(installation, worker);
    },
  );

  test('a claim far from its deadline has a lease of 30 s and is renewed every 10 s', async () => {
    const { installation, renewals } = await installNoted();
    await using _ = installation;
    const worker = startWorker(installation, () => 'hang');
    await installation.submit(8, '24h');
    await installation.clock.pass(300_000);
    expect(renewals.length).toBeGreaterThanOrEqual(28);
    expect(new Set(renewals.map(({ leaseMs }) => leaseMs))).toEqual(new Set([30_000]));
    expect(gaps(renewals)).toEqual(new Set([10_000]));
    await stopWorker(installation, worker);
  });

  test('the lease of a claim becomes shorter with every step towards its deadline', async () => {
    const { installation, renewals } = await installNoted();
    await using _ = installation;
    const worker = startWorker(installation, () => 'hang');
    const { deadlineAt } = await installation.submit(8, '10m');
    await passUntilLeft(installation, deadlineAt, 2_500);
    expect([...new Set(renewals.map(({ leaseMs }) => leaseMs))]).toEqual([30_000, 15_000, 9_000, 6_000]);
    for (const leaseMs of [30_000, 15_000, 9_000, 6_000]) {
      const ofLength = renewals.filter((renewal) => renewal.leaseMs === leaseMs);
      expect(gaps(ofLength)).toEqual(new Set([leaseMs / 3]));
    }
    await stopWorker(installation, worker);
  });

  test('claims of many deadlines are renewed together: a call for each length of lease, each as often as it needs', async () => {
    const { installation, renewals } = await installNoted();
    await using _ = installation;
    const worker = startWorker(installation, () => 'hang', { concurrency: 200 });
    for (let index = 0; index < 40; index++) {
      await installation.submit(4, `${4 + (index % 10)}m`);
      await installation.clock.pass(700);
    }
    await installation.clock.pass(10_000);
    const from = installation.clock.now();
    await installation.clock.pass(180_000);
    const during = renewals.filter(({ at }) => at >= from);
    const most = { 30000: 18, 15000: 36, 9000: 60, 6000: 90 };
    for (const [leaseMs, calls] of Object.entries(most)) {
      const ofLength = during.filter((renewal) => renewal.leaseMs === Number(leaseMs));
      // A claim that comes over from longer leases may be due before its new group.
      expect(ofLength.length, leaseMs).toBeLessThanOrEqual(calls + 10);
    }
    expect(new Set(during.map(({ at, leaseMs }) => `${at} ${leaseMs}`)).size).toBe(during.length);
    expect(Math.max(...during.map(({ claims }) => claims))).toBeGreaterThan(10);
    await stopWorker(installation, worker);
  });

  test('a worker whose renewals take three seconds keeps its claims', async () => {
    const { installation } = await installNoted(3_000);
    await using _ = installation;
    const worker = startWorker(installation, () => answered, { concurrency: 2, takesMs: 10_000 });
    const batch = await installation.submit(8, '1m');
    await installation.clock.pass(3_000);
    const other = startWorker(installation, () => answered, { id: 'other' });
    const { batch: ended } = await installation.results(batch);
    expect(ended.counts).toMatchObject({ succeeded: 8 });
    expect(worker.executor.started).toHaveLength(8);
    expect(other.executor.started).toEqual([]);
    for (const one of [worker, other]) await stopWorker(installation, one);
  });

  test('a claim whose input takes longer to be read than its lease is kept meanwhile', async () => {
    const reads = { slow: false };
    const installation: Installation = await install({
      blobs: (blobs) => slowly(blobs, () => reads.slow && installation.clock),
    });
    await using _ = installation;
    const batch = await installation.submit(8, '1m');
    await installation.clock.pass(2_000);
    reads.slow = true;
    const worker = startWorker(installation, () => answered);
    await installation.clock.pass(1_000);
    const other = startWorker(installation, () => answered, { id: 'other' });
    await installation.clock.pass(20_000);
    reads.slow = false;
    expect((await installation.results(batch)).batch.counts).toMatchObject({ succeeded: 8 });
    expect(worker.executor.started).toHaveLength(8);
    expect(other.executor.started).toEqual([]);
    for (const one of [worker, other]) await stopWorker(installation, one);
  });

  test('a claim that is lost while its input is read leaves nothing in the hands of the worker', async () => {
    const reads = { slow: false };
    const installation: Installation = await install({
      blobs: (blobs) => slowly(blobs, () => reads.slow && installation.clock),
    });
    await using _ = installation;
    const { clock, spillway, store } = installation;
    const batch = await installation.submit(8, '1m');
    await clock.pass(2_000);
    reads.slow = true;
    const executor = createScriptedExecutor(clock, () => answered);
    const worker = spillway.worker({ id: 'w', executor, concurrency: 8 });
    const stop = new AbortController();
    const ended = worker.run({ signal: stop.signal });
    await clock.pass(1_000);
    reads.slow = false;
    await store.workers.remove('w');
    const other = startWorker(installation, () => answered, { id: 'other' });
    expect((await installation.results(batch)).batch.counts).toMatchObject({ succeeded: 8 });
    await clock.pass(15_000);
    expect(executor.started).toEqual([]);
    expect(worker.activity()).toEqual({ claims: 0, inFlight: 0, unstarted: 0 });
    stop.abort();
    await clock.until(ended);
    await stopWorker(installation, other);
  });
});
