import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import type { MemoryWatch } from '../memory/memory-watch.ts';
import { StartedProcess } from '../memory/started-process.ts';
import { CountingProxy } from './counting-proxy.ts';
import type { TrialServer } from './server.ts';

export interface InstallationOptions {
  readonly folder: string;
  readonly server: TrialServer;
  readonly watch: MemoryWatch;
  readonly concurrency: number;
  /** Length of each answer. */
  readonly tokens: number;
}

/** `serve`, `coordinate` and `work` on PostgreSQL and S3; what the latter two ask of S3 is counted. */
export interface S3Installation extends AsyncDisposable {
  readonly url: string;
  readonly coordinate: CountingProxy;
  readonly work: CountingProxy;
}

export async function startInstallation(options: InstallationOptions): Promise<S3Installation> {
  const { folder, server, watch, concurrency, tokens } = options;
  await using opened = new AsyncDisposableStack();
  const postgres = opened.use(await startEmbeddedPostgres({ dataDir: `${folder}/postgres` }));
  const start = (name: string, program: 'spillway' | 'engine', args: readonly string[]): StartedProcess => {
    const started = opened.use(new StartedProcess(name, program, args, server.env));
    watch.add(started);
    return started;
  };
  const lengths = ['--completion-tokens', `${tokens}-${tokens}`];
  const engine = await start('engine', 'engine', ['--port', '0', '--speed', 'inf', ...lengths]).url();
  const [coordinate, work] = [
    opened.use(await CountingProxy.listen(server.endpoint)),
    opened.use(await CountingProxy.listen(server.endpoint)),
  ];
  const storage = (endpoint?: string): string[] => {
    return ['--data-dir', folder, '--database-url', postgres.url, '--blobs', server.blobs(endpoint)];
  };
  const bounds = ['--max-requests', '5000000'];
  const url = await start('serve', 'spillway', ['serve', '--port', '0', '--no-auth', ...bounds, ...storage()]).url();
  await start('coordinate', 'spillway', ['coordinate', ...storage(coordinate.endpoint)]).ready();
  await start('work', 'spillway', [
    ...['work', '--pool', 'spot', '--engine', engine, '--concurrency', String(concurrency)],
    ...storage(work.endpoint),
  ]).ready();
  const kept = opened.move();
  return { url, coordinate, work, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
