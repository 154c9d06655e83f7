import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultTenant } from '@spillway/core';
import { type Engine, startEngine } from '@spillway/simulator';
import type { Places } from '../places/place-names.ts';
import { openTrialBlobs, type TrialBlobs } from '../places/trial-blobs.ts';
import { startStore, type TrialStore } from '../places/trial-store.ts';
import { trialModel } from '../trial-lines.ts';
import { BatchClient, type SeenBatch } from './batch-client.ts';
import { endOf, faultsIn, submitAll } from './batches-to-their-end.ts';
import { CountWatch } from './count-watch.ts';
import { Fleet, faultyEnds, fleetEnvironment, type MemberEnd } from './fleet.ts';

export interface FleetKillOptions {
  /** PostgreSQL and a folder by default. */
  readonly places?: Places;
  readonly batches: number;
  /** Lines of each batch. */
  readonly lines: number;
  /** Times that each of the four processes is killed. */
  readonly kills: number;
  /** Mean time between the kills of one process. */
  readonly killEveryMs: number;
  readonly engineSpeed?: number;
  /** See `FleetOptions`; 1 by default. */
  readonly namedWorkers?: 1 | 2;
  readonly random?: () => number;
  readonly say?: (text: string) => void;
}

export interface FleetKillReport {
  readonly options: FleetKillOptions;
  readonly tookMs: number;
  readonly kills: ReadonlyMap<string, number>;
  readonly exits: ReadonlyMap<string, MemberEnd>;
  readonly ended: readonly SeenBatch[];
  readonly executions: number;
  readonly watch: Pick<CountWatch, 'compared' | 'comparedMidway' | 'unanswered'>;
  /** Sentences; none when every promise was kept. */
  readonly faults: readonly string[];
}

/** Runs batches on a deployment whose processes are killed all the time and whose database is restarted once. */
export async function fleetKillTrial(options: FleetKillOptions): Promise<FleetKillReport> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-fleet-kill-'));
  const places = options.places ?? { store: 'postgres', blobs: 'file' };
  try {
    await using engine = await startEngine({ models: [trialModel], speed: options.engineSpeed ?? 1 });
    await using store = await startStore(places.store, folder);
    await using blobs = await openTrialBlobs(places.blobs, folder);
    return await perform({ ...options, places, folder, engine, store, blobs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Trial extends FleetKillOptions {
  readonly places: Places;
  readonly folder: string;
  readonly engine: Engine;
  readonly store: TrialStore;
  readonly blobs: TrialBlobs;
}

async function perform(trial: Trial): Promise<FleetKillReport> {
  const { folder, engine, store, blobs, say = () => {}, random = Math.random, ...options } = trial;
  const env = fleetEnvironment(trial);
  const startedMs = performance.now();
  const fleet = new Fleet({ folder, env, namedWorkers: options.namedWorkers ?? 1 });
  const client = new BatchClient(await fleet.ready(), env.SPILLWAY_API_KEY);
  const ids = await submitAll(client, options);
  say(`${ids.length} batches of ${options.lines} lines submitted`);
  const watch = new CountWatch({ ...store, tenant: defaultTenant });
  const over = new AbortController();
  const watching = watch.watch(ids, over.signal);
  const killing = fleet.killEach(options.kills, { random, everyMs: options.killEveryMs });
  const restarting = restartMidway(trial);
  const ended = await Promise.all(ids.map((id) => endOf(client, id)));
  say(`all ended after ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  await Promise.all([killing, restarting]);
  over.abort();
  await watching;
  const tookMs = performance.now() - startedMs;
  const faults = [...watch.faults.slice(0, 10), ...(await faultsIn(client, ended, options.lines))];
  const exits = await fleet.stop();
  faults.push(...faultyEnds(exits));
  return { options, tookMs, kills: fleet.kills, exits, ended, executions: engine.stats().received, watch, faults };
}

/** Once about half of the work is done. */
async function restartMidway({ engine, batches, lines, store, say = () => {} }: Trial): Promise<void> {
  while (engine.stats().requests < (batches * lines) / 2) await pause(20);
  await store.stop();
  await pause(1_000);
  await store.start();
  say('database restarted');
}
