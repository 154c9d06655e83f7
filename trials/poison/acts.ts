import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Engine, startEngine } from '@spillway/simulator';
import { Command } from '../command.ts';
import { trialModel } from '../trial-lines.ts';
import { type Deployment, type DeploymentOptions, deploy, workerReady } from './deployment.ts';
import { type Judged, judgeBatch, linesOf } from './judge-batch.ts';
import { Supervised } from './supervised.ts';

export interface ActOptions {
  readonly folder: string;
  readonly lines: number;
  readonly workers: number;
  readonly named: boolean;
  /** Ends the act, and every process of it. */
  readonly signal: AbortSignal;
}

/** What one act showed. */
export interface ActReport extends Judged, Omit<ActOptions, 'folder' | 'signal'> {
  readonly act: string;
  /** How often a worker, or an engine, died. */
  readonly deaths: number;
  readonly tookMs: number;
}

const POISON = 'This one kills.';
const engineProgram = fileURLToPath(new URL('../../packages/simulator/src/engine/main.ts', import.meta.url));

/** The poisonous line is in the middle of others. */
function poisonOf({ lines }: ActOptions): readonly number[] {
  return [Math.floor(lines / 3)];
}

/** Each worker is killed the moment in which its engine reads the poison. */
export async function killsWorkers(options: ActOptions): Promise<ActReport> {
  await using stack = new AsyncDisposableStack();
  const deployment = await deployWatched(stack, options, (worker, body) => {
    if (Buffer.from(body).includes(POISON)) worker.kill();
  });
  const report = await perform(options, deployment, poisonOf(options));
  return { act: 'a request that kills its worker', ...report, deaths: deathsOf(deployment.workers) };
}

/** Each engine is a process that ends when it reads the poison, and is started again. */
export async function killsEngines(options: ActOptions): Promise<ActReport> {
  await using stack = new AsyncDisposableStack();
  const engines = Array.from({ length: options.workers }, () => new FallingEngine(options));
  for (const engine of engines) stack.defer(() => engine.stop());
  const urls = await Promise.all(engines.map((engine) => engine.url()));
  const deployment = stack.use(await deploy({ ...options, engines: urls }));
  const report = await perform(options, deployment, poisonOf(options));
  const died = deathsOf(deployment.workers);
  const faults = died > 0 ? [...report.faults, `${died} workers died`] : report.faults;
  return { act: 'a request that kills its engine', ...report, faults, deaths: deathsOf(engines) };
}

export interface StormOptions extends ActOptions {
  /** Mean time from a worker's start to its end. */
  readonly everyMs: number;
  /** Whether a worker that nobody kills stands beside them. */
  readonly dedicated: boolean;
}

/** Workers are killed all the time, the first of them at the first request of all, and no request is at fault. */
export async function storm({ everyMs, dedicated, ...options }: StormOptions): Promise<ActReport> {
  await using stack = new AsyncDisposableStack();
  const safe = dedicated && { dedicated: stack.use(await startEngine({ models: [trialModel] })).url };
  let struck = false;
  // However soon the batch ends: somebody died of it.
  const deployment = await deployWatched(stack, { ...options, ...safe }, (worker) => {
    if (!struck) worker.kill();
    struck = true;
  });
  const over = new AbortController();
  stack.defer(() => over.abort());
  const preempting = deployment.workers.map(async (worker) => {
    while (!over.signal.aborted) {
      await worker.ready(workerReady);
      await pause(everyMs * (0.25 + 1.5 * Math.random()), undefined, { signal: over.signal }).catch(() => {});
      if (!over.signal.aborted) worker.kill();
    }
  });
  const report = await perform(options, deployment, []);
  over.abort();
  await Promise.all(preempting);
  const act = dedicated ? 'a storm of preemptions beside a dedicated worker' : 'a storm of preemptions';
  return { act, ...report, deaths: deathsOf(deployment.workers) };
}

/** A deployment whose workers have an engine each, which tells of each body that it reads. */
async function deployWatched(
  stack: AsyncDisposableStack,
  options: Omit<DeploymentOptions, 'engines'> & Pick<ActOptions, 'workers'>,
  onBody: (worker: Supervised, body: Uint8Array) => void,
): Promise<Deployment> {
  let deployment: Deployment | undefined;
  const engines: Engine[] = [];
  for (let at = 0; at < options.workers; at++) {
    const logBodies = (body: Uint8Array): void => {
      const worker = deployment?.workers[at];
      if (worker) onBody(worker, body);
    };
    engines.push(stack.use(await startEngine({ models: [trialModel], logBodies })));
  }
  deployment = stack.use(await deploy({ ...options, engines: engines.map(({ url }) => url) }));
  return deployment;
}

type Performed = Omit<ActReport, 'act' | 'deaths'>;

async function perform(
  { lines, workers, named }: ActOptions,
  { client }: Deployment,
  poisonous: readonly number[],
): Promise<Performed> {
  const startedMs = performance.now();
  const id = await client.submit(linesOf(lines, poisonous, POISON), 'poison');
  const judged = await judgeBatch(client, id, { lines, poisonous });
  return { lines, workers, named, ...judged, tookMs: performance.now() - startedMs };
}

function deathsOf(members: readonly { readonly deaths: number }[]): number {
  return members.reduce((sum, { deaths }) => sum + deaths, 0);
}

/** An engine that dies of the poison and comes back on its port. */
class FallingEngine {
  readonly #supervised: Supervised;
  #port = '0';

  constructor({ folder, signal }: Pick<ActOptions, 'folder' | 'signal'>) {
    const flags = ['--models', trialModel, '--faults', `poison=${POISON}`];
    this.#supervised = new Supervised(
      () => new Command(['--port', this.#port, ...flags], { cwd: folder, program: engineProgram }),
      signal,
    );
  }

  get deaths(): number {
    return this.#supervised.deaths;
  }

  async url(): Promise<string> {
    const [, url = ''] = (await this.#supervised.ready(/spillway-engine ready on (\S+)/)) ?? [];
    this.#port = new URL(url).port;
    return url;
  }

  stop(): Promise<void> {
    return this.#supervised.stop();
  }
}
