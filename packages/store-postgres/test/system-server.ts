import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const root = '/usr/lib/postgresql';

/** The PostgreSQL of the machine's packages, on a folder of its own that goes when it is closed. */
export interface SystemServer extends AsyncDisposable {
  readonly url: string;
}

/** The newest installed version, or undefined. */
export function systemVersion(): string | undefined {
  if (!existsSync(root)) return undefined;
  const versions = readdirSync(root).filter((version) => existsSync(join(root, version, 'bin', 'postgres')));
  return versions.sort((left, right) => Number(right) - Number(left))[0];
}

/** Starts it without durability: these servers hold nothing that anybody wants back. */
export async function startSystemServer(version: string): Promise<SystemServer> {
  const programs = join(root, version, 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'spillway-test-postgres-system-'));
  const account = unprivilegedAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const quiet = { ...account, cwd: folder, stdio: 'ignore' as const };
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'spillway', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    quiet,
  );
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'full_page_writes=off',
  ];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    quiet,
  );
  const url = `postgres://spillway@127.0.0.1:${port}/postgres`;
  await untilReady(url, server);
  return {
    url,
    async [Symbol.asyncDispose]() {
      await stop(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root, so root lends it the account that its packages made, or else nobody's. */
function unprivilegedAccount(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => {
    try {
      return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    } catch {
      return 65_534;
    }
  };
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1_200 && server.exitCode === null; tries++) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(50);
    }
  }
  await stop(server);
  throw new Error(`${server.spawnfile} did not start`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  // SIGQUIT is PostgreSQL's immediate shutdown.
  server.kill('SIGQUIT');
  await exited;
}
