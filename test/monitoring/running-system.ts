import { join } from 'node:path';
import { startEngine } from '@spillway/simulator';
import { Command } from '../../trials/command.ts';
import { BatchClient } from '../../trials/fleet-kill/batch-client.ts';
import { startStore, type TrialStore } from '../../trials/places/trial-store.ts';
import { type SpotNotices, startSpotNotices } from './spot-notices.ts';

export const served = 'served';

const key = 'an-operators-key';
const pools = 'spot:price=1;dedicated:price=4,min=1,max=1,cold-start=2s';

/** An installation of real processes that all show their metrics. */
export interface RunningSystem extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  readonly blobs: string;
  readonly store: TrialStore;
  readonly client: BatchClient;
  /** Of a spot worker that obeys them. */
  readonly notices: SpotNotices;
  /** `host:port`, by job. */
  readonly targets: Readonly<Record<'serve' | 'coordinate' | 'work' | 'autoscale', readonly string[]>>;
}

/** A server, a coordinator, two spot workers, and an autoscaler that starts a dedicated one. */
export async function runSystem(folder: string): Promise<RunningSystem> {
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await startStore('postgres', folder));
  const blobs = join(folder, 'blobs');
  const notices = stack.use(await startSpotNotices());
  const faults = { status500: 0.25, status429: 0.1, retryAfterSeconds: 1 };
  const spot = stack.use(await startEngine({ models: [served], speed: 0.5, faults }));
  const dedicated = stack.use(await startEngine({ models: [served], speed: 0.5 }));
  const env = {
    SPILLWAY_DATABASE_URL: store.url,
    SPILLWAY_BLOBS: `file:${blobs}`,
    SPILLWAY_API_KEY: key,
    SPILLWAY_POOLS: pools,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: notices.url,
  };
  const start = (...args: string[]): Command => {
    const command = new Command(args, { cwd: folder, env });
    stack.defer(async () => void (await command.kill('SIGKILL')));
    return command;
  };
  const metrics = ['--metrics-port', '0'];
  const serve = start('serve', '--port', '0', '--max-attempts', '1');
  // The first migrates; the others need not wait for one another.
  const url = `http://${await addressOf(serve)}`;
  const work = (pool: string, engine: string, ...more: string[]): Command =>
    start('work', '--pool', pool, '--engine', engine, '--concurrency', '4', ...metrics, ...more);
  const workers = [work('spot', spot.url), work('spot', spot.url, '--notices', 'aws')];
  const worker = `exec ${process.execPath} --conditions=@spillway/source ${program} work --engine ${dedicated.url}`;
  const others = [start('coordinate', ...metrics), start('autoscale', '--command', worker, ...metrics)];
  const [coordinate = '', autoscale = ''] = await Promise.all(others.map(addressOf));
  const targets = {
    serve: [new URL(url).host],
    coordinate: [coordinate],
    work: await Promise.all(workers.map(addressOf)),
    autoscale: [autoscale],
  };
  const owned = stack.move();
  return {
    ...{ url, key, blobs, store, notices, targets },
    client: new BatchClient(url, key),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const program = join(import.meta.dirname, '../../packages/cli/src/main.ts');

/** `host:port` of what it shows. */
async function addressOf(command: Command): Promise<string> {
  const [, address] = (await command.until(/ready\b.* on http:\/\/([\d.:]+)/)) ?? [];
  if (address === undefined) throw new Error(`It ended before it was ready:\n${command.said}`);
  return address;
}
