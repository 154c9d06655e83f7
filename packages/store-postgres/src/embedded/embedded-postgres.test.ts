import { spawn } from 'node:child_process';
import { globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpillwayError } from '@spillway/core/errors';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommand } from '../../test/commands.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { serverAccount } from './server-account.ts';

let parent: string;
let dataDir: string;

beforeAll(async () => {
  // Private to us, as /root is: as root the server's user cannot even enter it.
  parent = await mkdtemp(join(tmpdir(), 'spillway-embedded-'));
  dataDir = join(parent, 'data folder');
});

afterAll(() => rm(parent, { recursive: true, force: true }));

const start = (options: { port?: number; signal?: AbortSignal; dataDir?: string } = {}) =>
  startEmbeddedPostgres({ dataDir, durable: false, ...options });

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, ssl: false });
  client.on('error', () => {});
  try {
    await client.connect();
    return Object.values((await client.query(sql)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'select true').then(
    () => true,
    () => false,
  );

const serverPid = (): number => readPostmasterFile(join(dataDir, 'cluster'))?.pid ?? 0;

async function gone(pid: number): Promise<void> {
  await expect.poll(() => statSync(`/proc/${pid}`, { throwIfNoEntry: false }) === undefined).toBe(true);
}

describe('one command', () => {
  it('makes a database of its own on the first start', async () => {
    await using server = await start();
    expect(server.owner).toBe(true);
    expect(server.url).toMatch(/^postgres:\/\/spillway:[\w-]{32}@127\.0\.0\.1:\d+\/spillway$/);
    expect(await ask(server.url, 'show server_encoding')).toBe('UTF8');
    expect(await ask(server.url, "select datcollate from pg_database where datname = 'spillway'")).toBe('C');
    expect(await ask(server.url, 'show listen_addresses')).toBe('127.0.0.1');
    expect(await ask(server.url, 'show unix_socket_directories')).toBe('');
  });

  it('lets nobody in without the password', async () => {
    await using server = await start();
    const other = new URL(server.url);
    other.password = 'guessed';
    await expect(ask(other.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'cluster')).mode & 0o777).toBe(0o700);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('keeps data, port and password from one start to the next', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 7 as n');
    await first.close();
    await using second = await start();
    expect(second).toMatchObject({ owner: true, url: first.url });
    expect(await ask(second.url, 'select n from kept')).toBe(7);
  });

  it('is durable unless told otherwise', async () => {
    await using server = await startEmbeddedPostgres({ dataDir });
    expect(await ask(server.url, 'show fsync')).toBe('on');
    expect(await ask(server.url, 'show synchronous_commit')).toBe('on');
    expect(await ask(server.url, 'show full_page_writes')).toBe('on');
  });

  it('closes twice as it closes once', async () => {
    const server = await start();
    await Promise.all([server.close(), server.close()]);
    await server.close();
    expect(await answers(server.url)).toBe(false);
  });

  it('refuses a port that is taken, with a hint', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    const port = await new Promise<number>((resolve) =>
      squatter.once('listening', () => resolve((squatter.address() as { port: number }).port)),
    );
    const failure = await start({ port }).catch((error: unknown) => error);
    squatter.close();
    expect(SpillwayError.is(failure, 'conflict')).toBe(true);
    expect(failure).toMatchObject({ param: 'port', hint: expect.stringContaining('free one') });
  });

  it('takes another port when the one of the last start is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    writeFileSync(join(dataDir, 'port'), `${(squatter.address() as { port: number }).port}\n`);
    await using server = await start();
    squatter.close();
    expect(await answers(server.url)).toBe(true);
  });

  it('leaves nothing behind when its start is aborted', async () => {
    const fresh = join(parent, 'aborted');
    const abort = new AbortController();
    const starting = start({ dataDir: fresh, signal: abort.signal });
    const initializing = () => globSync('staging.*/cluster/PG_VERSION', { cwd: fresh }).length;
    await expect.poll(initializing, { interval: 10 }).toBe(1);
    abort.abort(new Error('changed my mind'));
    await expect(starting).rejects.toThrow('changed my mind');
    expect(readdirSync(fresh)).toEqual(['lock']);
  });
});

describe('several commands on one folder', () => {
  it('share one server, which the last one out stops', async () => {
    const first = await startCommand({ dataDir });
    const second = await startCommand({ dataDir });
    const own = await start();
    expect([first.owner, second.owner, own.owner]).toEqual([true, false, false]);
    expect(new Set([first.url, second.url, own.url]).size).toBe(1);
    await first.close();
    expect(await answers(own.url)).toBe(true);
    await second.close();
    expect(await answers(own.url)).toBe(true);
    await own.close();
    expect(await answers(own.url)).toBe(false);
  });

  it('share one server though they start at the same instant on a fresh folder', async () => {
    const fresh = join(parent, 'fresh');
    const commands = await Promise.all([1, 2, 3].map(() => startCommand({ dataDir: fresh })));
    expect(commands.map((command) => command.owner).sort()).toEqual([false, false, true]);
    expect(new Set(commands.map((command) => command.url)).size).toBe(1);
    expect(await answers(commands[0]?.url ?? '')).toBe(true);
    await Promise.all(commands.map((command) => command.close()));
    expect(await answers(commands[0]?.url ?? '')).toBe(false);
  });

  it('share one server inside a process as well', async () => {
    const handles = await Promise.all([start(), start()]);
    await handles[0]?.close();
    expect(await answers(handles[1]?.url ?? '')).toBe(true);
    await handles[1]?.close();
    expect(await answers(handles[1]?.url ?? '')).toBe(false);
  });
});

describe('after a death', () => {
  it('the server of a killed command serves the next, who stops it', async () => {
    const killed = await startCommand({ dataDir });
    await killed.kill();
    expect(await answers(killed.url)).toBe(true);
    const next = await start();
    expect(next).toMatchObject({ owner: false, url: killed.url });
    await next.close();
    expect(await answers(killed.url)).toBe(false);
  });

  it('the death of one command takes nothing from the others', async () => {
    const killed = await startCommand({ dataDir });
    const living = await start();
    await killed.kill();
    const third = await start();
    await third.close();
    expect(await answers(living.url)).toBe(true);
    await living.close();
    expect(await answers(living.url)).toBe(false);
  });

  it('a killed server is replaced, on the port that its users know', async () => {
    const before = await start();
    const pid = serverPid();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    await using after = await start();
    expect(after).toMatchObject({ owner: true, url: before.url });
    expect(await ask(after.url, 'select n from kept')).toBe(7);
    await before.close();
    expect(await answers(after.url)).toBe(true);
  });

  it('a pid that belongs to another program by now does not keep the server from starting', async () => {
    const file = join(dataDir, 'cluster/postmaster.pid');
    const before = await start();
    const written = readFileSync(file, 'utf8');
    await before.close();
    // A process of the server's own user: PostgreSQL takes any other's for dead by itself.
    const other = spawn('sleep', ['60'], { ...serverAccount(join(dataDir, 'cluster')) });
    writeFileSync(file, written.replace(/^\d+/, String(other.pid)), { mode: 0o644 });
    await using after = await start();
    other.kill();
    expect(await answers(after.url)).toBe(true);
  });

  it('an empty pid file, as a power failure leaves it, does not keep the server from starting', async () => {
    writeFileSync(join(dataDir, 'cluster/postmaster.pid'), '');
    await using server = await start();
    expect(await answers(server.url)).toBe(true);
  });

  it('a first start that was killed half-way is made anew', async () => {
    const fresh = join(parent, 'half');
    const half = join(fresh, 'staging.999999999.1.a/cluster');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'PG_VERSION'), '18');
    await using server = await start({ dataDir: fresh });
    expect(await answers(server.url)).toBe(true);
    expect(globSync('staging.*', { cwd: fresh })).toEqual([]);
    mkdirSync(half, { recursive: true });
    await (await start({ dataDir: fresh })).close();
    expect(globSync('staging.*', { cwd: fresh })).toEqual([]);
  });
});
