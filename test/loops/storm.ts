import { seededChance } from '@spillway/contract';
import { createSpillway, type Spillway, SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Batch } from '@spillway/core/store';
import { type Installation, install } from './installation.ts';
import {
  answered,
  busy,
  createScriptedExecutor,
  engineDied,
  failed,
  refused,
  type Scripted,
  type ScriptedExecutor,
} from './scripted-executor.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { type Wire, wireTo } from './wire.ts';

/** What may go wrong in a storm, beside the engines' verdicts. */
export interface Weather {
  /** Workers lose their network for up to a minute, and executors may die. */
  readonly cuts: boolean;
  /** Blob storage fails now and then. */
  readonly outages: boolean;
}

interface StormyWorker {
  readonly wire: Wire;
  readonly spillway: Spillway;
  readonly executor: ScriptedExecutor;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** A fleet under random trouble, from a seed. */
export interface Storm {
  readonly installation: Installation;
  readonly batches: readonly Batch[];
  readonly wires: readonly Wire[];
  /** Failed verdicts that were delivered, by batch and prompt. */
  readonly failures: ReadonlyMap<string, number>;
  /** How long blob storage was away: a deadline's grace grows by as much. */
  awayMs(): number;
  /** Requests that ran twice at the same time. */
  readonly overlaps: readonly string[];
  /** Lets trouble happen until the batches' deadlines are near. */
  rage(): Promise<void>;
  end(): Promise<void>;
}

export async function brew(seed: number, weather: Weather): Promise<Storm> {
  const chance = seededChance(seed);
  const pick = (count: number): number => Math.floor(chance() * count);
  let away = false;
  let awayMs = 0;
  let awaySince: number | undefined;
  const installation = await install({
    blobs: (blobs) => failing(blobs, () => away),
    spillway: { requestTimeoutMs: 20_000, randomness: seededRandomness(seed) },
  });
  const { clock, store, blobs } = installation;
  const failures = new Map<string, number>();
  const running = new Set<string>();
  const overlaps: string[] = [];
  const wires: Wire[] = [];
  const workers: StormyWorker[] = [];

  const verdict = (): Scripted => {
    const at = chance();
    if (at < 0.8) return answered;
    if (at < 0.85) return refused;
    if (at < 0.91) return failed('server_error');
    if (at < 0.95) return busy;
    if (at < 0.97) return { kind: 'unreachable', engine: null, message: 'nobody there', sent: false };
    if (at < 0.985) return 'hang';
    return weather.cuts ? engineDied : answered;
  };

  async function start(pool: string): Promise<void> {
    const wire = wireTo(store, clock);
    const spillway = await createSpillway({
      store: wire.store,
      blobs,
      clock,
      keepOpen: true,
      randomness: seededRandomness(seed + wires.length + 1),
    });
    const executor = createScriptedExecutor(clock, verdict, { takesMs: 50 + pick(3_000) });
    const stop = new AbortController();
    const id = `${pool}-${wires.length}`;
    const observed = {
      ...executor,
      get healthy() {
        return executor.healthy;
      },
      execute: observe(executor),
    };
    const ended = spillway
      .worker({ id, pool, executor: observed, concurrency: 1 + pick(40), drainMs: 10_000 })
      .run({ signal: stop.signal });
    wires.push(wire);
    workers.push({ wire, spillway, executor, stop, ended });
  }

  function observe(executor: ScriptedExecutor): ScriptedExecutor['execute'] {
    return async (execution) => {
      const { requestId } = execution;
      if (running.has(requestId)) overlaps.push(requestId);
      running.add(requestId);
      const said = await executor.execute(execution);
      running.delete(requestId);
      if (said.kind === 'failed') failures.set(requestId, (failures.get(requestId) ?? 0) + 1);
      return said;
    };
  }

  async function trouble(): Promise<void> {
    const at = pick(6);
    const worker = workers[pick(workers.length)];
    if (at === 0 && worker) {
      worker.stop.abort();
      workers.splice(workers.indexOf(worker), 1);
      const before = clock.now();
      await clock.until(worker.ended);
      if (clock.now() - before > 15_000) throw new Error(`a drain took ${clock.now() - before} ms`);
    }
    if (!away && (at === 1 || workers.length < 2)) await start(pick(2) ? 'spot' : 'dedicated');
    if (at === 2 && worker && weather.cuts) worker.wire.state = pick(2) ? 'cut' : 'silent';
    if (at === 3) for (const { wire } of workers) wire.state = 'up';
    if (at === 4 && weather.outages) away = !away;
    if (away) awaySince ??= clock.now();
    else if (awaySince !== undefined) {
      awayMs += clock.now() - awaySince;
      awaySince = undefined;
    }
    if (at === 5 && worker) worker.executor.healthy = !worker.executor.healthy;
  }

  const batches: Batch[] = [];
  for (let index = 0; index < 3; index++) batches.push(await installation.submit(20 + pick(150), `${2 + pick(4)}m`));
  await start('spot');
  await start('dedicated');

  return {
    installation,
    batches,
    wires,
    failures,
    overlaps,
    awayMs: () => awayMs,
    async rage() {
      const endAt = clock.now() + 200_000;
      while (clock.now() < endAt) {
        await clock.pass(1_000 + pick(8_000));
        await trouble();
        if (pick(60) === 0) await installation.spillway.batches.cancel({ id: (batches[pick(3)] as Batch).id });
      }
      away = false;
      if (awaySince !== undefined) awayMs += clock.now() - awaySince;
      for (const { wire, executor } of workers) {
        wire.state = 'up';
        executor.healthy = true;
      }
    },
    async end() {
      for (const { stop } of workers) stop.abort();
      await clock.until(Promise.all(workers.map(({ ended }) => ended)));
      await installation[Symbol.asyncDispose]();
    },
  };
}

function failing(blobs: BlobStorage, away: () => boolean): BlobStorage {
  const refuse = (): void => {
    if (away()) throw new SpillwayError('the disk is gone', { code: 'unavailable' });
  };
  return {
    ...blobs,
    async put(key, source, options) {
      refuse();
      return blobs.put(key, source, options);
    },
    async *read(key, range) {
      refuse();
      yield* blobs.read(key, range);
    },
  };
}
