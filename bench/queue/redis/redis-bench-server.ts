import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** When the server syncs its append-only file: once a second, or before it answers. */
export type AppendFsync = 'everysec' | 'always';

/** A server of the benchmark's own, with an append-only file. */
export interface RedisBenchServer extends AsyncDisposable {
  readonly url: string;
  readonly appendFsync: AppendFsync;
  readonly version: string;
  /** Forgets everything, between two runs. */
  clear(): Promise<void>;
  /** Bytes that the server has allocated. */
  usedBytes(): Promise<number>;
  /** Processor time that the thread of its commands has taken. */
  processorMicros(): Promise<number>;
}

/** Starts the `redis-server` of the path on a free port of loopback, with a data folder of its own. */
export async function startRedisBenchServer(appendFsync: AppendFsync): Promise<RedisBenchServer> {
  const [port, dir] = [await freePort(), await mkdtemp(join(tmpdir(), 'spillway-bench-redis-'))];
  const settings = { port, bind: '127.0.0.1', dir, save: '', appendonly: 'yes', appendfsync: appendFsync };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const running = spawn('redis-server', flags, { stdio: 'ignore' });
  await once(running, 'spawn');
  const url = `redis://127.0.0.1:${port}`;
  const admin = new Redis(url, { maxRetriesPerRequest: 200, retryStrategy: () => 50 });
  admin.on('error', () => undefined);
  return {
    url,
    appendFsync,
    version: fieldOf(await admin.info('server'), 'redis_version'),
    clear: async () => void (await admin.flushall('SYNC')),
    usedBytes: async () => Number(fieldOf(await admin.info('memory'), 'used_memory')),
    processorMicros: async () => processorMicros(await admin.info('cpu')),
    async [Symbol.asyncDispose]() {
      admin.disconnect();
      await end(running);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function end(running: ChildProcess): Promise<void> {
  const ended = once(running, 'exit');
  running.kill('SIGKILL');
  await ended;
}

function processorMicros(info: string): number {
  const seconds = ['used_cpu_user_main_thread', 'used_cpu_sys_main_thread'].map((name) => Number(fieldOf(info, name)));
  return seconds.reduce((sum, part) => sum + part, 0) * 1e6;
}

function fieldOf(info: string, name: string): string {
  return new RegExp(`^${name}:(.*)\r$`, 'm').exec(info)?.[1] ?? '';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
