import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultTenant } from '@spillway/core';
import { type Engine, startEngine } from '@spillway/simulator';
import { BatchClient, type SeenBatch } from '../fleet-kill/batch-client.ts';
import { endOf, faultsIn, submitAll } from '../fleet-kill/batches-to-their-end.ts';
import { CountWatch } from '../fleet-kill/count-watch.ts';
import { Fleet, faultyEnds, fleetEnvironment } from '../fleet-kill/fleet.ts';
import { openTrialBlobs, type TrialBlobs } from '../places/trial-blobs.ts';
import { startStore, type TrialStore } from '../places/trial-store.ts';
import { trialModel } from '../trial-lines.ts';
import { faultsOfOutage, goThrough, type Outage } from './outage.ts';
import { ReadinessWatch } from './readiness-watch.ts';

export interface OutagesOptions {
  readonly batches: number;
  /** Lines of each batch. */
  readonly lines: number;
  /** From the SIGKILL of Redis to its start. */
  readonly storeAwayMs: number;
  /** How long nobody reaches S3. */
  readonly blobsAwayMs: number;
  readonly engineSpeed?: number;
  readonly say?: (text: string) => void;
}

export interface OutagesReport {
  readonly options: OutagesOptions;
  readonly tookMs: number;
  readonly outages: readonly Outage[];
  readonly ended: readonly SeenBatch[];
  readonly executions: number;
  readonly watch: Pick<CountWatch, 'compared' | 'comparedMidway' | 'unanswered'>;
  /** Sentences; none when every promise was kept. */
  readonly faults: readonly string[];
}

/** Runs batches on a deployment on Redis and S3, each of which is away once. */
export async function outagesTrial(options: OutagesOptions): Promise<OutagesReport> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-outages-'));
  try {
    await using engine = await startEngine({ models: [trialModel], speed: options.engineSpeed ?? 1 });
    await using store = await startStore('redis', folder);
    await using blobs = await openTrialBlobs('s3', folder);
    return await perform({ ...options, folder, engine, store, blobs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Trial extends OutagesOptions {
  readonly folder: string;
  readonly engine: Engine;
  readonly store: TrialStore;
  readonly blobs: TrialBlobs;
}

async function perform(trial: Trial): Promise<OutagesReport> {
  const { folder, engine, store, blobs, say = () => {}, ...options } = trial;
  const env = fleetEnvironment(trial);
  const startedMs = performance.now();
  const fleet = new Fleet({ folder, env, namedWorkers: 1 });
  const url = await fleet.ready();
  const client = new BatchClient(url, env.SPILLWAY_API_KEY);
  const ids = await submitAll(client, options);
  say(`${ids.length} batches of ${options.lines} lines submitted`);
  const watch = new CountWatch({ ...store, tenant: defaultTenant });
  const readiness = new ReadinessWatch(url);
  const over = new AbortController();
  const watching = Promise.all([watch.watch(ids, over.signal), readiness.watch(over.signal)]);
  const [outages, ended] = await Promise.all([
    goThroughBoth(trial, readiness),
    Promise.all(ids.map((id) => endOf(client, id))),
  ]);
  const tookMs = performance.now() - startedMs;
  over.abort();
  await watching;
  const executions = engine.stats().received;
  const faults = [...outages.flatMap(faultsOfOutage), ...watch.faults.slice(0, 10)];
  faults.push(...(await faultsIn(client, ended, options.lines)), ...faultyEnds(await fleet.stop()));
  // No process died and no lease ended, so nothing that was begun was begun again.
  const repeats = executions - options.batches * options.lines;
  if (repeats > 0) faults.push(`${repeats} executions too many`);
  return { options, tookMs, outages, ended, executions, watch, faults };
}

/** Redis in the first half of the work, S3 in the second. */
async function goThroughBoth(trial: Trial, readiness: ReadinessWatch): Promise<readonly Outage[]> {
  const { engine, store, blobs, say = () => {} } = trial;
  const { gate } = blobs;
  if (!gate) throw new Error('these blobs are never away');
  await executed(trial, 1 / 4);
  say('Redis is killed');
  const { stop: begin, start: end } = store;
  const first = await goThrough({ what: 'Redis', begin, end, forMs: trial.storeAwayMs, readiness, engine });
  await executed(trial, 1 / 2);
  say('S3 is cut off');
  const { close, open } = gate;
  const second = await goThrough({ what: 'S3', begin: close, end: open, forMs: trial.blobsAwayMs, readiness, engine });
  say('both are back');
  return [first, second];
}

async function executed({ engine, batches, lines }: Trial, share: number): Promise<void> {
  while (engine.stats().received < batches * lines * share) await pause(10);
}
