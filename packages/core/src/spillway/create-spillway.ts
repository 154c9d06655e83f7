import { verifyStorageIdentity } from '../blob/index.ts';
import { createBulkActions } from '../bulk-actions/create-bulk-actions.ts';
import { systemClock } from '../clock.ts';
import { createCoordinator } from '../coordinator/coordinator.ts';
import { completeDeduplication } from '../deduplication/deduplication-settings.ts';
import { SpillwayError } from '../errors/index.ts';
import { FleetSampler } from '../fleet-series/fleet-series.ts';
import { pacedBurst, productionMargins } from '../policy/fleet/index.ts';
import { defaultPools, fairAllotment, plainRetry } from '../policy/index.ts';
import { systemRandomness } from '../randomness.ts';
import { completeRetention } from '../retention/retention.ts';
import { measuredBlobs } from '../telemetry/measured-blobs.ts';
import { measuredStore } from '../telemetry/measured-store.ts';
import { observeInstallation } from '../telemetry/observe-installation.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { createTraces } from '../telemetry/traces/traces.ts';
import { createUploads } from '../uploads/create-uploads.ts';
import { createLocalWakeups } from '../wakeups.ts';
import { createWorker, type Worker } from '../worker/worker.ts';
import { createBatches } from './batches.ts';
import { completeLimits } from './complete-limits.ts';
import { createDeadLetters } from './dead-letters.ts';
import { createFiles } from './files.ts';
import { createFleet } from './fleet.ts';
import { createHistory } from './history.ts';
import { createKeys } from './keys.ts';
import { knownLimits } from './known-limits.ts';
import type { SpillwayOptions, Trouble } from './options.ts';
import { createOutlooks } from './outlooks.ts';
import { runBatch } from './run-batch.ts';
import type { Spillway } from './spillway.ts';
import { createSystemLook } from './system.ts';
import { createTenants } from './tenants.ts';
import type { WorkOptions } from './work-options.ts';

/**
 * Opens Spillway on a store and a blob storage, checks that they belong together, and starts the coordinator and workers
 * that were asked for. Throws `storage_mismatch` when they do not, `unavailable` when one cannot be reached.
 *
 * @example
 * ```ts
 * import { createSpillway } from '@spillway/core';
 * import { createFilesystemBlobs } from '@spillway/core/filesystem';
 * import { createMemoryStore } from '@spillway/core/memory';
 * import { createVllmExecutor } from '@spillway/executor-vllm';
 *
 * await using spillway = await createSpillway({
 *   store: createMemoryStore(),
 *   blobs: await createFilesystemBlobs({ root: './data' }),
 *   workers: [{ executor: createVllmExecutor({ engines: ['http://127.0.0.1:8000'] }) }],
 * });
 * const prompts = ['Name a river.', 'Name a lake.'];
 * const requests = prompts.map((content) => ({ body: { messages: [{ role: 'user', content }] } }));
 * for await (const result of spillway.run(requests, { model: 'my-model', within: '1h' })) console.log(result);
 * ```
 */
export async function createSpillway(options: SpillwayOptions): Promise<Spillway> {
  const settings = complete(options);
  const { store, blobs, randomness, workers } = settings;
  const { lineBytes, lineDepth } = settings.limits;
  await verifyStorageIdentity({ store, blobs, randomness });
  const files = createFiles(settings);
  const stop = new AbortController();
  const sampler = new FleetSampler({ ...settings, closing: stop.signal });
  if (settings.keepFleetSeries) sampler.keep();
  const outlook = createOutlooks({
    ...settings,
    points: async () => (await sampler.series()).points,
    closing: stop.signal,
  });
  const observing = settings.observeInstallation ? observeInstallation({ ...settings, outlook }) : undefined;
  const batches = createBatches({ ...settings, closing: stop.signal });
  const spillway: Spillway = {
    files,
    uploads: createUploads({ ...settings, closing: stop.signal }),
    batches,
    deadLetters: createDeadLetters({ ...settings, retry: batches.retry, closing: stop.signal }),
    bulkActions: createBulkActions({ ...settings, closing: stop.signal }),
    keys: createKeys(settings),
    tenants: createTenants(store),
    history: createHistory(store),
    fleet: createFleet({ ...settings, sampler }),
    outlook,
    limits: knownLimits(settings),
    system: createSystemLook(settings),
    run: (requests, run) => runBatch(requests, run, { ...settings, files, batches, closing: stop.signal }),
    worker: (work) => workerOf(work, settings),
    coordinator: () => createCoordinator({ ...settings, lineBytes, lineDepth, retryBatch: batches.retry }),
    async ping(signal) {
      await Promise.all([store.ping(signal), blobs.ping(signal)]);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      observing?.[Symbol.dispose]();
      await Promise.all([...running, sampler.ended()]);
      if (!settings.keepOpen) await closeAll([...workers.map((work) => work.executor), store, blobs]);
    },
  };
  const loops = [
    ...workers.map((work) => spillway.worker(work)),
    ...(settings.coordinate ? [spillway.coordinator()] : []),
  ];
  // A loop that broke must not end the process, nor keep the others from being closed.
  const broke = (error: unknown): void => settings.onTrouble({ where: 'loop', error });
  const running = loops.map((loop) => loop.run({ signal: stop.signal }).catch(broke));
  return spillway;
}

type Settings = ReturnType<typeof complete>;

function complete(options: SpillwayOptions) {
  const {
    limits,
    retention,
    deduplication,
    workers = [],
    coordinate = workers.length > 0,
    meterProvider,
    tracerProvider,
    tracedRequests,
    ...rest
  } = options;
  const telemetry = createTelemetry(meterProvider);
  const clock = options.clock ?? systemClock;
  refuseUnknownKeys(options);
  const { maxAttempts, requestTimeoutMs } = options;
  refuseUnlessPositive({ maxAttempts, requestTimeoutMs });
  refuseUnlessShare({ tracedRequests });
  return Object.freeze({
    keepOpen: false,
    pools: defaultPools,
    maxAttempts: 5,
    requestTimeoutMs: 600_000,
    allot: fairAllotment(),
    retry: plainRetry(),
    fleetPolicy: pacedBurst(productionMargins),
    refuseInfeasible: false,
    randomness: systemRandomness,
    wakeups: createLocalWakeups(),
    observeInstallation: coordinate,
    keepFleetSeries: false,
    onTrouble: () => {},
    onBatchNews: () => {},
    ...rest,
    workers,
    coordinate,
    clock,
    telemetry,
    traces: createTraces({ provider: tracerProvider, share: tracedRequests }),
    store: measuredStore(options.store, telemetry, clock),
    blobs: measuredBlobs(options.blobs, telemetry, clock),
    limits: completeLimits(limits),
    retention: completeRetention(retention),
    deduplication: completeDeduplication(deduplication),
  });
}

const knownKeys = new Set<string>([
  ...(['store', 'blobs', 'keepOpen', 'pools', 'workers', 'coordinate', 'limits', 'maxAttempts'] as const),
  ...([
    'requestTimeoutMs',
    'allot',
    'retry',
    'fleetPolicy',
    'refuseInfeasible',
    'deduplication',
    'clock',
    'randomness',
    'wakeups',
    'onTrouble',
    'onFleetDecision',
    'onBatchNews',
    'meterProvider',
    'tracerProvider',
    'tracedRequests',
    'observeInstallation',
    'keepFleetSeries',
    'retention',
  ] as const),
] satisfies (keyof SpillwayOptions)[]);

function refuseUnknownKeys(options: SpillwayOptions): void {
  const unknown = Object.keys(options).find((key) => !knownKeys.has(key));
  if (unknown === undefined) return;
  throw new SpillwayError(`createSpillway knows no option '${unknown}'.`, {
    code: 'invalid_argument',
    param: unknown,
    hint: `The options are ${[...knownKeys].join(', ')}.`,
  });
}

function refuseUnlessPositive(values: Readonly<Record<string, number | undefined>>): void {
  const wrong = Object.entries(values).find(
    ([, value]) => value !== undefined && !(Number.isInteger(value) && value > 0),
  );
  if (!wrong) return;
  const [param, value] = wrong;
  throw new SpillwayError(`${param} must be a whole number above 0, and is ${value}.`, {
    code: 'invalid_argument',
    param,
  });
}

function refuseUnlessShare(values: Readonly<Record<string, number | undefined>>): void {
  const wrong = Object.entries(values).find(([, value]) => value !== undefined && !(value >= 0 && value <= 1));
  if (!wrong) return;
  const [param, value] = wrong;
  throw new SpillwayError(`${param} must be from 0 to 1, and is ${value}.`, { code: 'invalid_argument', param });
}

function workerOf({ pool: name = 'spot', ...work }: WorkOptions, settings: Settings): Worker {
  const pool = settings.pools.find((candidate) => candidate.name === name);
  if (!pool) {
    throw new SpillwayError(`There is no pool '${name}'.`, {
      code: 'invalid_argument',
      param: 'pool',
      hint: `The pools are ${settings.pools.map((candidate) => candidate.name).join(', ')}.`,
    });
  }
  refuseUnlessPositive({ concurrency: work.concurrency });
  const id = work.id ?? `${name}-${settings.randomness.id()}`;
  const runningRequests = settings.limits.tenantRunningRequests;
  const onTrouble = (trouble: Trouble): void => settings.onTrouble({ worker: id, ...trouble });
  const own = { ...work, id, pool, onTrouble };
  return createWorker({ concurrency: 64, drainMs: 10_000, runningRequests, ...settings, ...own });
}

async function closeAll(closables: readonly AsyncDisposable[]): Promise<void> {
  await Promise.all([...new Set(closables)].map((closable) => closable[Symbol.asyncDispose]()));
}
