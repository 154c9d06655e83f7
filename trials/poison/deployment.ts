import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { Command } from '../command.ts';
import { BatchClient } from '../fleet-kill/batch-client.ts';
import { Supervised } from './supervised.ts';

const API_KEY = 'a-key-that-nobody-guesses';

export interface DeploymentOptions {
  readonly folder: string;
  /** The engine of each worker. */
  readonly engines: readonly string[];
  /** Whether workers keep their names over restarts. */
  readonly named: boolean;
  /** The engine of a worker of the dedicated pool; without one there is no such worker. */
  readonly dedicated?: string;
  /** Ends all of it. */
  readonly signal: AbortSignal;
}

/** An API, a coordinator and workers of the spot pool, and one of the dedicated pool if asked, each a process of its own, on one PostgreSQL. */
export interface Deployment extends AsyncDisposable {
  readonly client: BatchClient;
  readonly workers: readonly Supervised[];
}

export const workerReady: RegExp = /spillway work ready/;

export async function deploy(options: DeploymentOptions): Promise<Deployment> {
  const { folder, engines, named, dedicated, signal } = options;
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startEmbeddedPostgres({ dataDir: join(folder, 'database') }));
  const env = {
    SPILLWAY_DATABASE_URL: postgres.url,
    SPILLWAY_BLOBS: `file:${join(folder, 'blobs')}`,
    SPILLWAY_API_KEY: API_KEY,
    SPILLWAY_PORT: '0',
  };
  const all: Supervised[] = [];
  stack.defer(async () => void (await Promise.all(all.map((member) => member.stop()))));
  const start = (...args: string[]): Supervised => {
    const member = new Supervised(() => new Command(args, { cwd: folder, env }), signal);
    all.push(member);
    return member;
  };
  const serve = start('serve');
  const [, url = ''] = (await serve.ready(/spillway serve ready on (\S+)/)) ?? [];
  const work = ['work', '--concurrency', '8'];
  const workers = engines.map((engine, at) =>
    start(...work, '--pool', 'spot', '--engine', engine, ...(named ? ['--worker-id', `worker-${at}`] : [])),
  );
  const safe = dedicated === undefined ? [] : [start(...work, '--pool', 'dedicated', '--engine', dedicated)];
  start('coordinate');
  await Promise.all([...workers, ...safe].map((worker) => worker.ready(workerReady)));
  signal.throwIfAborted();
  const owned = stack.move();
  return {
    client: new BatchClient(url, API_KEY, signal),
    workers,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
