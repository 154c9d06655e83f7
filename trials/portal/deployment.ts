import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { StartedProcess } from '../memory/started-process.ts';

/** Spillway as it serves a portal: with a server of its own for those who look, so that what they cost can be told apart. */
export interface Deployment extends AsyncDisposable {
  readonly databaseUrl: string;
  /** Of the server that batches are submitted to. */
  readonly url: string;
  /** Of the server that is looked at. */
  readonly portalUrl: string;
}

export interface DeploymentOptions {
  readonly folder: string;
  /** How much faster than a real one the engine is. */
  readonly speed: number;
  readonly concurrency: number;
}

export async function startDeployment({ folder, speed, concurrency }: DeploymentOptions): Promise<Deployment> {
  await using opened = new AsyncDisposableStack();
  const dataDir = join(folder, 'data');
  const postgres = opened.use(await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') }));
  const start = (name: string, program: 'spillway' | 'engine', args: readonly string[]): StartedProcess =>
    opened.use(new StartedProcess(name, program, args));
  const engine = await start('engine', 'engine', ['--port', '0', '--speed', speedText(speed)]).url();
  const storage = ['--data-dir', dataDir, '--database-url', postgres.url];
  const serving = ['serve', '--port', '0', '--no-auth', '--max-requests', '5000000', ...storage];
  const url = await start('serve', 'spillway', serving).url();
  const portalUrl = await start('the portal', 'spillway', serving).url();
  await start('coordinate', 'spillway', ['coordinate', ...storage]).ready();
  const slots = ['--concurrency', String(concurrency)];
  await start('work', 'spillway', ['work', '--pool', 'spot', '--engine', engine, ...slots, ...storage]).ready();
  const kept = opened.move();
  return { databaseUrl: postgres.url, url, portalUrl, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function speedText(speed: number): string {
  return Number.isFinite(speed) ? String(speed) : 'inf';
}
