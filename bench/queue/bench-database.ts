import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import pg from 'pg';

/** A database of its own on the server that all contestants of one run share. */
export interface BenchDatabase {
  readonly url: string;
  /** A folder for files of the run. It goes at the very end: ext4 searches long past inodes that were just freed. */
  readonly folder: string;
  readonly serverVersion: string;
  /** Bytes of write-ahead log that the server has written so far. */
  walBytes(): Promise<number>;
  checkpoint(): Promise<void>;
  drop(): Promise<void>;
}

export interface BenchServer extends AsyncDisposable {
  createDatabase(): Promise<BenchDatabase>;
}

/** The server of SPILLWAY_BENCH_DATABASE_URL, or an embedded one with its default, durable settings. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-bench-'));
  const external = process.env.SPILLWAY_BENCH_DATABASE_URL;
  const server = external ? undefined : await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  const url = external ?? server?.url ?? '';
  return {
    createDatabase: () => createDatabase(url, folder),
    async [Symbol.asyncDispose]() {
      await server?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(serverUrl: string, folder: string): Promise<BenchDatabase> {
  const name = `bench_${randomBytes(5).toString('hex')}`;
  const client = new pg.Client({ connectionString: serverUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const one = async (sql: string): Promise<string> =>
    String((await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0]);
  return {
    url: url.href,
    folder: await mkdtemp(join(folder, 'run-')),
    serverVersion: await one('show server_version'),
    walBytes: async () => Number(await one("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")),
    checkpoint: async () => void (await client.query('checkpoint')),
    async drop() {
      await client.query(`drop database ${name} with (force)`);
      await client.end();
    },
  };
}
