import type { BlobStorage } from '../../blob/index.ts';
import type { Clock } from '../../clock.ts';
import { type CoordinatorOptions, defaultCoordinatorPace } from '../../coordinator/coordinator-options.ts';
import { takeStep } from '../../coordinator/take-step.ts';
import { createSpillway, defaultRetention, type Spillway, SpillwayError } from '../../index.ts';
import { createMemoryBlobs } from '../../memory/index.ts';
import { pacedBurst } from '../../policy/fleet/index.ts';
import { defaultPools } from '../../policy/index.ts';
import { createSweeps } from '../../retention/sweeps.ts';
import type { Store } from '../../store/index.ts';
import { createTelemetry } from '../../telemetry/telemetry.ts';
import { createTraces } from '../../telemetry/traces/traces.ts';
import { createLocalWakeups } from '../../wakeups.ts';
import { slowCalls } from './slow-calls.ts';

export interface WorldOptions {
  readonly store: Store;
  /** The time of the store and of the blob storage. */
  readonly now: () => number;
  readonly graceMs: number;
  /** What passes before and behind each call. */
  readonly wait: () => Promise<void>;
}

/** An installation of which the test takes each step by itself, several at once. */
export interface World {
  readonly spillway: Spillway;
  /** As they are, without waits. */
  readonly store: Store;
  readonly blobs: BlobStorage;
  /** What must never happen. */
  readonly violations: readonly string[];
  /** Takes some steps of batches that are due, and answers how many. */
  coordinate(): Promise<number>;
  /** One step of each sweep. */
  sweep(): Promise<void>;
}

/** For how long files live that the world makes, unless somebody says so. */
export const outputLifeMs = 900_000;

export async function createWorld({ store, now, graceMs, wait }: WorldOptions): Promise<World> {
  const clock: Clock = { now, monotonic: now, sleep: async (_ms, signal) => untilAborted(signal) };
  const blobs = createMemoryBlobs({ clock });
  const violations: string[] = [];
  const watched = watchRemovals(blobs, store, violations);
  const slow = { store: slowCalls(store, wait), blobs: slowCalls(watched, wait) };
  let ids = 0;
  const randomness = { next: () => 0.5, id: () => `id${String(ids++).padStart(6, '0')}` };
  const retention = { ...defaultRetention, outputFilesMs: outputLifeMs };
  const spillway = await createSpillway({ ...slow, clock, randomness, retention, keepOpen: true });
  const context: Omit<CoordinatorOptions, 'pace'> = {
    ...slow,
    ...{ clock, randomness, retention, pools: defaultPools, fleetPolicy: pacedBurst() },
    ...{
      lineBytes: 10_000,
      lineDepth: 100,
      wakeups: createLocalWakeups(),
      telemetry: createTelemetry(),
      traces: createTraces(),
    },
    onTrouble: () => {},
  };
  const pace = { ...defaultCoordinatorPace, graceMs };
  const { signal } = new AbortController();
  const sweeps = createSweeps({ ...context, graceMs });
  return {
    ...{ spillway, store, blobs, violations },
    async coordinate() {
      const steps = await slow.store.batches.claimDue({ limit: 4, leaseMs: 600_000 });
      const take = (step: (typeof steps)[number]): Promise<void> =>
        takeStep(step, { ...context, pace, signal }).catch((error) => {
          violations.push(`a step of a batch in ${step.batch.phase} met: ${String(error)}`);
        });
      await Promise.all(steps.map(take));
      return steps.length;
    },
    async sweep() {
      await Promise.all(sweeps.map((sweep) => sweep.step(signal)));
    },
  };
}

/** Notes removals of what a live batch reads. */
function watchRemovals(blobs: BlobStorage, store: Store, violations: string[]): BlobStorage {
  return {
    ...blobs,
    async remove(keys) {
      await blobs.remove(keys);
      // Looked at afterwards: whoever became live meanwhile was too late to find it.
      for (const { plan, phase } of await liveBatches(store)) {
        if (plan && keys.includes(plan.blob)) violations.push(`the input of a batch in ${phase} was removed`);
      }
    },
  };
}

async function liveBatches({ batches }: Store) {
  const page = await batches.list({ tenant: 'default', limit: 10_000 });
  return page.batches.filter(({ endedAt }) => endedAt === null);
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (!signal || signal.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Nothing, for refusals that a caller has to expect. */
export async function unlessRefused(call: Promise<unknown>): Promise<void> {
  await call.catch((error) => {
    if (!SpillwayError.is(error, 'conflict') && !SpillwayError.is(error, 'not_found')) throw error;
  });
}
