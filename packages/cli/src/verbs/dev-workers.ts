import { rm } from 'node:fs/promises';
import type { MeterProvider } from '@opentelemetry/api';
import type { Spillway } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import type { Pool } from '@spillway/core/policy';
import { commandTarget } from '@spillway/core/scaling';
import { forgetTarget } from '../assembly/metrics-target.ts';
import { openBuiltInEngine, openEngines } from '../assembly/open-engines.ts';
import type { OpenedSpillway } from '../assembly/open-spillway.ts';
import type { ReleaseStack } from '../assembly/release-stack.ts';
import type { Loop } from '../assembly/run-loops.ts';
import { replicaLog, scalingLoop } from '../assembly/scaling-loop.ts';
import { concurrencyOf } from '../assembly/shared-flags.ts';
import { givenFlags } from '../flags/given-flags.ts';
import { engineLog } from '../log/engine-log.ts';
import { devFlags } from './dev-flags.ts';
import { modelsOf } from './model-flag.ts';
import type { Call } from './verb.ts';
import { drainMs, workFlags } from './work.ts';

export interface WorkersNeed {
  readonly spillway: Spillway;
  readonly pools: readonly Pool[];
  readonly stack: ReleaseStack;
}

export interface ScalingNeed extends WorkersNeed {
  readonly meterProvider: MeterProvider;
}

/** A worker of each pool in this process, all on the same engines. */
export async function ownWorkers(
  { flags, output, clock }: Pick<Call<typeof devFlags>, 'flags' | 'output' | 'clock'>,
  { spillway, pools, stack }: WorkersNeed,
): Promise<readonly Loop[]> {
  const concurrency = concurrencyOf(flags.concurrency, flags.engine.length);
  const executor = await engineOf({ ...flags, concurrency, stack });
  const workers = pools.map(({ name: pool }) => spillway.worker({ executor, concurrency, drainMs, pool }));
  return [...workers, engineLog({ executor, output, clock })];
}

/** Flags that a worker is told in another way, or not at all. */
const untold = ['pool', 'model', 'worker-id', 'database-url', 'engine-key'];

/** Workers in processes of their own, as many as the fleet wants. */
export async function scaleWorkers(
  { flags, args, self: [command, ...first], ...call }: Call<typeof devFlags>,
  { store, database, folder: { metricsTargets }, pools, stack, meterProvider }: OpenedSpillway & ScalingNeed,
): Promise<Loop> {
  if (command === undefined) throw new Error('--autoscale needs to know how this command is started');
  const own = flags.engine.length === 0;
  const told = givenFlags(
    args,
    devFlags,
    Object.keys(workFlags).filter((name) => !untold.includes(name)),
  );
  // Of workers that were killed with the one before.
  await rm(metricsTargets, { recursive: true, force: true });
  const log = replicaLog(call);
  const target = commandTarget({
    command,
    args: [...first, 'work', ...told, ...(own ? ['--built-in-engine'] : []), ...(call.output.json ? ['--json'] : [])],
    // What is secret stands in no list of processes. A name that outlives a process, and a port, belong to one alone.
    env: {
      SPILLWAY_DATABASE_URL: database.url,
      SPILLWAY_ENGINE_KEY: flags['engine-key'] ?? '',
      SPILLWAY_WORKER_ID: '',
      SPILLWAY_METRICS_PORT: '0',
      SPILLWAY_METRICS_HOST: '',
      SPILLWAY_METRICS_TARGETS: metricsTargets,
    },
    clock: call.clock,
    onChange(change) {
      log(change);
      if (change.kind === 'ended') void forgetTarget(metricsTargets, change.replica).catch(() => {});
    },
    meterProvider,
  });
  const models = own ? { models: modelsOf(flags.model) } : {};
  return scalingLoop({ ...call, meterProvider, store, target: stack.add(target), pools, ...models });
}

interface DevEngine {
  readonly engine: readonly string[];
  readonly 'engine-key': string | undefined;
  readonly model: readonly string[];
  readonly speed: number;
  readonly concurrency: number;
  readonly stack: ReleaseStack;
}

async function engineOf({ engine: urls, model, ...options }: DevEngine): Promise<Executor> {
  return urls.length > 0
    ? openEngines({ ...options, urls, apiKey: options['engine-key'] })
    : openBuiltInEngine({ ...options, models: modelsOf(model) });
}
