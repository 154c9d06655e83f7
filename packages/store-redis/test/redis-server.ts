import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A server of the tests' own, with a data folder of its own. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Ends the server as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on its port and its data. */
  start(): Promise<void>;
}

type Program = 'redis-server' | 'valkey-server';

const installed = new Map<Program, boolean>();

export function isInstalled(program: Program): boolean {
  const known = installed.get(program) ?? spawnSync(program, ['--version']).status === 0;
  installed.set(program, known);
  return known;
}

export function redisIsInstalled(): boolean {
  return isInstalled('redis-server');
}

/** Starts the `redis-server` of the machine on a free port; where there is none, nothing. */
export async function startRedisServer(...flags: readonly string[]): Promise<RedisServer> {
  return redisIsInstalled() ? startServer('redis-server', flags) : nobody;
}

/** Starts a server of this program, which is installed, on a free port. */
export async function startServer(program: Program, flags: readonly string[] = []): Promise<RedisServer> {
  const [port, dir] = [await freePort(), await mkdtemp(join(tmpdir(), 'spillway-redis-'))];
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes'];
  const url = `redis://127.0.0.1:${port}`;
  let running: ChildProcess | undefined;
  const server: RedisServer = {
    url,
    port,
    async kill() {
      if (!running) return;
      const ended = new Promise((resolve) => running?.once('exit', resolve));
      running.kill('SIGKILL');
      await ended;
      running = undefined;
    },
    async start() {
      running = spawn(program, [...settings, ...flags], { stdio: 'ignore' });
      await answers(url);
    },
    async [Symbol.asyncDispose]() {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** Stands in for a server in hooks around tests that are skipped. */
const nobody: RedisServer = {
  url: 'redis://127.0.0.1:9',
  port: 9,
  async kill() {},
  async start() {},
  async [Symbol.asyncDispose]() {},
};

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 });
  redis.on('error', () => {});
  await redis.ping();
  redis.disconnect();
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
