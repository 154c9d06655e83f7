import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '@spillway/core/store';
import { createPostgresStore } from '@spillway/store-postgres';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { Command } from '../command.ts';
import { BatchClient, type SeenBatch } from '../fleet-kill/batch-client.ts';
import { checkProduced, trialLine, trialModel } from '../trial-lines.ts';
import { FleetWatch, type Moment } from './fleet-watch.ts';
import { faultsOfEscalation, spotLifeMs } from './judge.ts';
import { ReplicaWatch, type SeenReplica } from './replica-watch.ts';

export interface AutoscaleOptions {
  readonly requests: number;
  /** The window. */
  readonly minutes: number;
  /** Replicas at the most. */
  readonly spot: number;
  readonly dedicated: number;
  /** Spot workers to kill, the first without notice, the second with, and so on. */
  readonly kills: number;
  readonly killEveryMs: number;
  /** Of the engines. */
  readonly speed: number;
  readonly say?: (text: string) => void;
  /** Looks on from the order on; the signal aborts when the batch has ended and its workers have left. */
  readonly observe?: (seen: {
    readonly url: string;
    readonly batchId: string;
    readonly signal: AbortSignal;
  }) => Promise<void>;
}

export interface SeenKill {
  readonly at: number;
  readonly pid: number;
  readonly signal: 'SIGKILL' | 'SIGTERM';
}

export interface AutoscaleReport {
  readonly options: AutoscaleOptions;
  readonly createdAt: number;
  readonly deadlineAt: number;
  readonly endedAt: number;
  readonly batch: SeenBatch;
  readonly moments: readonly Moment[];
  readonly timeline: readonly RecordedEvent[];
  readonly replicas: readonly SeenReplica[];
  readonly kills: readonly SeenKill[];
  /** What one worker does in a second, as measured. */
  readonly rate: number;
  /** Sentences; none when all went as it should. */
  readonly faults: readonly string[];
}

/** Runs a batch that spot alone would miss on a fleet that starts from nothing and whose spot workers are killed. */
export async function autoscaleTrial(options: AutoscaleOptions): Promise<AutoscaleReport> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-autoscale-'));
  await using postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'database') });
  try {
    const trial = new Trial({ ...options, folder, databaseUrl: postgres.url });
    return await trial.perform();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Requests in flight in one worker. */
const CONCURRENCY = 4;
/** A worker's SIGTERM, its drain and the keeper's end. */
const END_MS = 60_000;
/** A fleet's first worker; on a crowded machine every start takes many times as long. */
const START_MS = 60_000;

class Trial {
  readonly #options: AutoscaleOptions & { readonly folder: string; readonly databaseUrl: string };
  readonly #kills: SeenKill[] = [];
  readonly #faults: string[] = [];

  constructor(options: AutoscaleOptions & { readonly folder: string; readonly databaseUrl: string }) {
    this.#options = options;
  }

  async perform(): Promise<AutoscaleReport> {
    const { databaseUrl, say = () => {}, ...options } = this.#options;
    const { spot, dedicated } = options;
    const dev = this.#startDev(`spot:max=${spot},cold-start=15s;dedicated:max=${dedicated},cold-start=15s`);
    const replicas = new ReplicaWatch(dev);
    const store = createPostgresStore({ connectionString: databaseUrl });
    const over = new AbortController();
    try {
      const ready = await dev.until(/"url":"(http[^"]+)"/);
      if (!ready) throw new Error(`dev ended before it was ready:\n${dev.said}`);
      const [, url = ''] = ready;
      const fleet = new FleetWatch(store);
      const watching = fleet.watch(over.signal);
      const client = new BatchClient(url, 'none');
      const id = await client.submit(linesOf(options.requests), 'autoscale', `${options.minutes}m`);
      const killing = this.#killSpot({ replicas, fleet, signal: over.signal });
      const observing = options.observe?.({ url, batchId: id, signal: over.signal });
      const batch = await endOf(client, id, say);
      if (!(await replicas.until((running) => running === 0, 2 * END_MS)))
        this.#faults.push('workers stayed without work');
      over.abort();
      await Promise.all([killing, watching, observing]);
      await this.#judgeFiles(client, batch);
      const timeline = await fleet.timeline(id);
      await this.#endDev(dev, replicas, 'SIGTERM');
      await this.#killParent();
      return this.#report({ batch, fleet, timeline, replicas });
    } finally {
      over.abort();
      dev.child.kill('SIGKILL');
      await store[Symbol.asyncDispose]();
    }
  }

  #startDev(pools: string): Command {
    const { folder, databaseUrl, speed } = this.#options;
    const flags = ['--autoscale', '--json', '--no-auth', '--port', '0', '--data-dir', join(folder, 'data')];
    const engine = ['--model', trialModel, '--speed', String(speed), '--concurrency', String(CONCURRENCY)];
    const env = { SPILLWAY_DATABASE_URL: databaseUrl };
    return new Command(['dev', ...flags, ...engine, '--pools', pools], { cwd: folder, env });
  }

  /** The first time once a worker was measured, and then again and again while the batch runs. */
  async #killSpot({
    replicas,
    fleet,
    signal,
  }: {
    replicas: ReplicaWatch;
    fleet: FleetWatch;
    signal: AbortSignal;
  }): Promise<void> {
    const { kills, killEveryMs, say = () => {} } = this.#options;
    while (fleet.rate === null && !signal.aborted) await pause(100);
    while (this.#kills.length < kills && !signal.aborted) {
      const [victim] = replicas.running('spot');
      const open = fleet.moments.at(-1)?.openRequests ?? 0;
      if (victim && open > 0) {
        const death = this.#kills.length % 2 === 0 ? 'SIGKILL' : 'SIGTERM';
        process.kill(victim.pid, death);
        this.#kills.push({ at: Date.now(), pid: victim.pid, signal: death });
        say(`spot worker ${victim.pid} got ${death}`);
      }
      await pause(killEveryMs, undefined, { signal }).catch(() => {});
    }
  }

  async #judgeFiles(client: BatchClient, batch: SeenBatch): Promise<void> {
    if (batch.status !== 'completed') this.#faults.push(`the batch ended as ${batch.status}`);
    const { output_file_id: output, error_file_id: errors } = batch;
    const produced = await checkProduced(client.lines(output), client.lines(errors), this.#options.requests);
    this.#faults.push(...produced.faults);
  }

  async #endDev(dev: Command, replicas: ReplicaWatch, death: NodeJS.Signals): Promise<void> {
    const { code } = await dev.kill(death);
    if (death === 'SIGTERM' && code !== 0) this.#faults.push(`dev ended with ${code} on SIGTERM`);
    const left = await replicas.left(END_MS);
    if (left.length > 0) this.#faults.push(`after ${death} the processes ${left.join(', ')} stayed`);
  }

  /** A fleet whose parent dies without a word. */
  async #killParent(): Promise<void> {
    const dev = this.#startDev('spot:min=1,max=1;dedicated:max=1');
    const replicas = new ReplicaWatch(dev);
    if (!(await replicas.until((running) => running === 1, START_MS))) this.#faults.push('the minimum was not started');
    await this.#endDev(dev, replicas, 'SIGKILL');
  }

  #report({
    batch,
    fleet,
    timeline,
    replicas,
  }: {
    batch: SeenBatch;
    fleet: FleetWatch;
    timeline: readonly RecordedEvent[];
    replicas: ReplicaWatch;
  }): AutoscaleReport {
    const { folder: _, databaseUrl: __, ...options } = this.#options;
    const { minutes, requests, spot, dedicated, kills } = options;
    const createdAt = timeline[0]?.at ?? 0;
    const deadlineAt = createdAt + minutes * 60_000;
    const endedAt = timeline.at(-1)?.at ?? 0;
    const rates = fleet.moments
      .flatMap(({ pools }) => Object.values(pools).flatMap((pool) => pool.rate ?? []))
      .sort((one, other) => one - other);
    // The one in the middle: a request that the engine refuses at once makes a young worker look faster than it is, and
    // spot workers die young.
    const rate = rates[Math.floor(rates.length / 2)] ?? 0;
    const spotMs = spotLifeMs(replicas.replicas, { spot, endedAt, deadlineAt });
    if (!(requests / rate > spotMs / 1_000)) this.#faults.push('spot alone would have been in time');
    if (endedAt > deadlineAt) this.#faults.push('the batch was late');
    if (this.#kills.length < kills) this.#faults.push(`only ${this.#kills.length} spot workers were killed`);
    if (!timeline.some(({ kind }) => kind === 'escalated'))
      this.#faults.push('the timeline does not tell of the escalation');
    this.#faults.push(...faultsOfEscalation(fleet.moments, { deadlineAt, dedicated }));
    return {
      ...{ options, createdAt, deadlineAt, endedAt, batch, timeline, rate },
      moments: fleet.moments,
      replicas: replicas.replicas,
      kills: this.#kills,
      faults: this.#faults,
    };
  }
}

function linesOf(requests: number): string {
  return Array.from({ length: requests }, (_, position) => `${trialLine(position)}\n`).join('');
}

const terminal = ['completed', 'failed', 'expired', 'cancelled'];

async function endOf(client: BatchClient, id: string, say: (text: string) => void): Promise<SeenBatch> {
  for (let looks = 0; ; looks++) {
    const batch = await client.batch(id);
    if (looks % 25 === 0) say(`${batch.status}: ${batch.request_counts.completed} of ${batch.request_counts.total}`);
    if (terminal.includes(batch.status)) return batch;
    await pause(200);
  }
}
