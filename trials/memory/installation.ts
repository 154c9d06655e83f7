import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import type { MemoryWatch } from './memory-watch.ts';
import { StartedProcess } from './started-process.ts';

/** More than any trial's file holds. */
const maxRequests = '5000000';

export interface InstallationOptions {
  readonly folder: string;
  readonly concurrency: number;
  readonly watch: MemoryWatch;
}

/** Spillway as it serves its API, in processes that are watched. */
export interface Installation extends AsyncDisposable {
  readonly url: string;
}

/** An engine, PostgreSQL, and `serve`, `coordinate` and `work`, each a process of its own. */
export async function startFleet({ folder, concurrency, watch }: InstallationOptions): Promise<Installation> {
  await using opened = new AsyncDisposableStack();
  const dataDir = join(folder, 'data');
  const postgres = opened.use(await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') }));
  watch.addTree({ name: 'postgres', pid: postmasterOf(dataDir) });
  const start = (name: string, program: 'spillway' | 'engine', args: readonly string[]): StartedProcess => {
    const started = opened.use(new StartedProcess(name, program, args));
    watch.add(started);
    return started;
  };
  const engine = await start('engine', 'engine', ['--port', '0', '--speed', 'inf']).url();
  const storage = ['--data-dir', dataDir, '--database-url', postgres.url];
  const serve = start('serve', 'spillway', [
    ...['serve', '--port', '0', '--no-auth', '--max-requests', maxRequests],
    ...storage,
  ]);
  const url = await serve.url();
  await start('coordinate', 'spillway', ['coordinate', ...storage]).ready();
  const slots = ['--concurrency', String(concurrency)];
  await start('work', 'spillway', ['work', '--pool', 'spot', '--engine', engine, ...slots, ...storage]).ready();
  const kept = opened.move();
  return { url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** All of it in one process, the built-in engine included. */
export async function startDev({ folder, concurrency, watch }: InstallationOptions): Promise<Installation> {
  const dataDir = join(folder, 'data');
  const slots = ['--concurrency', String(concurrency), '--max-requests', maxRequests];
  const dev = new StartedProcess('dev', 'spillway', [
    ...['dev', '--port', '0', '--no-auth', '--speed', 'inf', '--data-dir', dataDir],
    ...slots,
  ]);
  watch.add(dev);
  try {
    const url = await dev.url();
    watch.addTree({ name: 'postgres', pid: postmasterOf(dataDir) });
    return { url, [Symbol.asyncDispose]: () => dev[Symbol.asyncDispose]() };
  } catch (error) {
    await dev[Symbol.asyncDispose]();
    throw error;
  }
}

export interface RunVerbOptions extends InstallationOptions {
  readonly input: string;
  readonly output: string;
}

/** `spillway run` on a file, from its start to its end. Answers its exit code and what it said last. */
export async function runVerb(
  options: RunVerbOptions,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { folder, concurrency, watch, input, output } = options;
  await using run = new StartedProcess('run', 'spillway', [
    ...['run', input, '-o', output, '--simulate', '--speed', 'inf', '--data-dir', join(folder, 'data')],
    ...['--concurrency', String(concurrency), '--max-requests', maxRequests],
  ]);
  watch.add(run);
  const code = await run.ended;
  return { code, said: run.said };
}

/** The first line of PostgreSQL's own file names its first process, the parent of the others. */
function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
}
