import { mkdir } from 'node:fs/promises';
import { createSpillway, type Spillway, systemRandomness } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import type { Batch, BatchPlan } from '@spillway/core/store';
import type { DataFolder } from '../assembly/data-folder.ts';
import { openBuiltInEngine, openEngines } from '../assembly/open-engines.ts';
import { openDatabase } from '../assembly/open-store.ts';
import type { ReleaseStack } from '../assembly/release-stack.ts';
import { runLoops } from '../assembly/run-loops.ts';
import { batchOptionsOf, concurrencyOf } from '../assembly/shared-flags.ts';
import { createTroubleLog } from '../assembly/trouble-log.ts';
import type { ExitCode } from '../exit-code.ts';
import { ExecutionMeter } from '../progress/execution-meter.ts';
import { ProgressReporter } from '../progress/progress-reporter.ts';
import { countOf, formatCount } from '../terminal/amount.ts';
import { shellLine } from '../terminal/shell-line.ts';
import type { RunCall } from '../verbs/run.ts';
import { drainMs } from '../verbs/work.ts';
import { beginBatch } from './begin-batch.ts';
import { deliverFiles } from './deliver-files.ts';
import { engineLoop } from './engine-loop.ts';
import { followBatch } from './follow-batch.ts';
import type { ProducedPaths } from './produced-paths.ts';
import type { InputFile } from './read-input.ts';
import { reportFinished, reportInterrupted, reportProblems } from './report-run.ts';
import { runBlobs } from './run-blobs.ts';
import { nameCorner, type RunCorner } from './run-corner.ts';
import type { RunFolder } from './run-folder.ts';
import { lockRun } from './run-lock.ts';
import type { RunPlace } from './run-place.ts';
import { findEarlierBatch } from './run-state.ts';
import { sweepRuns } from './sweep-runs.ts';

export interface PerformRunOptions {
  readonly call: RunCall;
  readonly input: InputFile;
  readonly paths: ProducedPaths;
  readonly endpoint: string;
  readonly folder: RunFolder;
  readonly place: RunPlace;
  readonly data: DataFolder;
  readonly stack: ReleaseStack;
}

/** The one pool of a run: the engines are whoever calls it names, so nothing is known of their price or of preemption. */
const POOL = { name: 'local', preemptible: false, pricePerHour: 0, permission: 'all' } as const;

/** Runs the file to its end, or until it is interrupted; with what an earlier call left, from there. */
export async function performRun(options: PerformRunOptions): Promise<ExitCode> {
  const { call, folder, paths, input, stack } = options;
  const { clock, output, interruption } = call;
  const startedMs = clock.monotonic();
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  stack.add(await lockRun({ path: folder.lock, randomness: systemRandomness }));
  const { spillway, earlier } = await openRun(options);
  const begun = earlier ?? (await begin(options, spillway));
  if (earlier) greet(options, earlier);
  const meter = new ExecutionMeter(begun.settings.maxAttempts);
  const seen = begun.endedAt === null ? await work(options, { spillway, batch: begun, meter }) : begun;
  if (seen.phase === 'failed') return reportProblems(output, seen, input.path);
  if (seen.endedAt === null && interruption.signal.aborted) return reportInterrupted(output, seen, resumeLine(call));
  await deliverFiles(spillway, seen, paths);
  const doneBefore = earlier ? earlier.counts.total - earlier.counts.open : 0;
  const tookMs = clock.monotonic() - startedMs;
  return reportFinished(output, { batch: seen, paths, tookMs, doneBefore, tokens: meter.tokens });
}

async function openRun(options: PerformRunOptions) {
  const { call, folder, stack } = options;
  const { flags, clock, output } = call;
  const corner = await openCorner(options);
  const earlier = await findEarlierBatch({ folder, corner, clock, fresh: flags.fresh });
  const { store } = await corner.database.open({ corner: corner.name, stack });
  const blobs = await corner.blobs.open(stack);
  const batch = batchOptionsOf(flags);
  const spillway = await createSpillway({
    store,
    blobs,
    keepOpen: true,
    pools: [POOL],
    ...batch,
    limits: { ...batch.limits, fileBytes: Number.MAX_SAFE_INTEGER },
    onTrouble: createTroubleLog(output, clock),
  });
  return { spillway: stack.add(spillway), earlier };
}

async function openCorner({ call, input, paths, folder, place, data, stack }: PerformRunOptions): Promise<RunCorner> {
  const { flags, clock, interruption } = call;
  const { blobs } = flags;
  const { signal } = interruption;
  const database = await openDatabase({ databaseUrl: flags['database-url'], folder: data, stack, signal });
  await sweepRuns({ folder: data, database, blobs, place, clock });
  const note = { input: input.path, output: paths.output, usedAt: clock.now() };
  const name = await nameCorner({ folder, place, note });
  return { name, database, blobs: runBlobs({ blobs, ownRoot: folder.blobs, corner: name }) };
}

function begin({ call, input, folder, endpoint }: PerformRunOptions, spillway: Spillway): Promise<Batch> {
  const { flags, interruption } = call;
  const { signal } = interruption;
  const mixedModels = flags['mixed-models'];
  return beginBatch({ spillway, input, key: folder.key, endpoint, window: flags.within, mixedModels, signal });
}

interface Work {
  readonly spillway: Spillway;
  readonly batch: Batch;
  readonly meter: ExecutionMeter;
}

/** Coordinator and worker beside the progress, until the batch has ended or the call is interrupted. */
async function work({ call, stack }: PerformRunOptions, { spillway, batch, meter }: Work): Promise<Batch> {
  const { flags, clock, output, interruption } = call;
  const concurrency = concurrencyOf(flags.concurrency, flags.engine.length);
  const ended = new AbortController();
  const signal = AbortSignal.any([interruption.signal, ended.signal]);
  const planned = Promise.withResolvers<BatchPlan | undefined>();
  const engines = engineLoop({
    spillway,
    planned: planned.promise,
    openExecutor: (models) => openExecutor({ call, models, concurrency, stack }),
    meter,
    pool: POOL.name,
    concurrency,
    drainMs,
    waitMs: flags['engine-wait'],
    clock,
    output,
  });
  const reporter = new ProgressReporter(output, clock);
  const following = followBatch({
    spillway,
    batch,
    meter,
    reporter,
    clock,
    signal,
    onTrouble: createTroubleLog(output, clock),
    onPlan: planned.resolve,
  }).finally(() => {
    planned.resolve(undefined);
    ended.abort();
  });
  try {
    const running = runLoops([spillway.coordinator(), engines], signal).finally(() => ended.abort());
    const [seen] = await Promise.all([following, running]);
    return seen.endedAt === null ? ((await spillway.batches.get(batch)) ?? seen) : seen;
  } finally {
    reporter.end();
  }
}

interface OpenExecutorOptions {
  readonly call: RunCall;
  readonly models: readonly string[];
  readonly concurrency: number;
  readonly stack: ReleaseStack;
}

function openExecutor({ call: { flags }, ...options }: OpenExecutorOptions): Executor | Promise<Executor> {
  if (flags.simulate) return openBuiltInEngine({ ...options, speed: flags.speed });
  return openEngines({ ...options, urls: flags.engine, apiKey: flags['engine-key'] });
}

function greet({ call: { output } }: PerformRunOptions, { counts, endedAt, deadlineAt }: Batch): void {
  if (endedAt !== null) return;
  const done = counts.total - counts.open;
  const text = `Going on where an earlier call stopped: ${formatCount(done)} of ${countOf(counts.total, 'request')} done.`;
  const record = { event: 'resumed', total: counts.total, done, deadline: new Date(deadlineAt).toISOString() };
  if (output.json) output.event(record, text);
  else output.note(text);
}

function resumeLine({ args }: RunCall): string {
  return shellLine(['spillway', 'run', ...args.filter((arg) => arg !== '--fresh')]);
}
