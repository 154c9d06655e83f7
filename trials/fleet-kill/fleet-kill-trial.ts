import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultTenant } from '@spillway/core';
import { type Engine, startEngine } from '@spillway/simulator';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { checkProduced, trialLine, trialModel } from '../trial-lines.ts';
import { BatchClient, type SeenBatch } from './batch-client.ts';
import { CountWatch } from './count-watch.ts';
import { Fleet, type MemberEnd } from './fleet.ts';

export interface FleetKillOptions {
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
  await using engine = await startEngine({ models: [trialModel], speed: options.engineSpeed ?? 1 });
  const dataDir = join(folder, 'database');
  let postgres = await startEmbeddedPostgres({ dataDir });
  const restart = async (): Promise<void> => {
    await postgres.close();
    await pause(1_000);
    postgres = await startEmbeddedPostgres({ dataDir });
  };
  try {
    return await perform({ ...options, folder, engine, connectionString: postgres.url, restart });
  } finally {
    await postgres.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Trial extends FleetKillOptions {
  readonly folder: string;
  readonly engine: Engine;
  readonly connectionString: EmbeddedPostgres['url'];
  /** Restarts the database. */
  readonly restart: () => Promise<void>;
}

const API_KEY = 'a-key-that-nobody-guesses';

async function perform(trial: Trial): Promise<FleetKillReport> {
  const { folder, engine, connectionString, restart, say = () => {}, random = Math.random, ...options } = trial;
  const env = {
    SPILLWAY_DATABASE_URL: connectionString,
    SPILLWAY_BLOBS: `file:${join(folder, 'blobs')}`,
    SPILLWAY_ENGINE_URL: engine.url,
    SPILLWAY_API_KEY: API_KEY,
    SPILLWAY_PORT: '0',
  };
  const startedMs = performance.now();
  const fleet = new Fleet({ folder, env, namedWorkers: options.namedWorkers ?? 1 });
  const client = new BatchClient(await fleet.ready(), API_KEY);
  const ids = await submitAll(client, options);
  say(`${ids.length} batches of ${options.lines} lines submitted`);
  const watch = new CountWatch({ connectionString, tenant: defaultTenant });
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
  for (const [name, { code, alive, lastWords }] of exits) {
    if (!alive) faults.push(`${name} had ended by itself: ${lastWords}`);
    else if (code !== 0) faults.push(`${name} did not drain, it ended with ${code}: ${lastWords}`);
  }
  return { options, tookMs, kills: fleet.kills, exits, ended, executions: engine.stats().received, watch, faults };
}

function submitAll(
  client: BatchClient,
  { batches, lines }: Pick<FleetKillOptions, 'batches' | 'lines'>,
): Promise<string[]> {
  const input = Array.from({ length: lines }, (_, position) => `${trialLine(position)}\n`).join('');
  return Promise.all(Array.from({ length: batches }, (_, at) => client.submit(input, `trial-${at}`)));
}

/** Once about half of the work is done. */
async function restartMidway({ engine, batches, lines, restart, say = () => {} }: Trial): Promise<void> {
  while (engine.stats().requests < (batches * lines) / 2) await pause(20);
  await restart();
  say('database restarted');
}

const terminal = ['completed', 'failed', 'expired', 'cancelled'];

/** Looks at the batch until it has ended. What is done never becomes less. */
async function endOf(client: BatchClient, id: string): Promise<SeenBatch> {
  for (let most = 0; ; await pause(100)) {
    const batch = await client.batch(id);
    const { completed, failed } = batch.request_counts;
    if (completed + failed < most) throw new Error(`${id} went back from ${most} to ${completed + failed} done`);
    most = completed + failed;
    if (terminal.includes(batch.status)) return batch;
  }
}

async function faultsIn(client: BatchClient, ended: readonly SeenBatch[], lines: number): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, status, output_file_id: output, error_file_id: errors, request_counts: counts } of ended) {
    if (status !== 'completed') faults.push(`${id} ended as ${status}`);
    const produced = await checkProduced(client.lines(output), client.lines(errors), lines);
    faults.push(...produced.faults.map((fault) => `${id}: ${fault}`));
    if (produced.output !== counts.completed || produced.errors !== counts.failed) {
      faults.push(
        `${id} counts ${counts.completed} and ${counts.failed}, its files hold ${produced.output} and ${produced.errors}`,
      );
    }
  }
  return faults;
}
