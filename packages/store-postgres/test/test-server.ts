import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import pg from 'pg';

/** A PostgreSQL server for tests. Closing it removes what was made on it. */
export interface TestServer extends AsyncDisposable {
  /** A database that nobody should write to. */
  readonly url: string;
  /** A new, empty database. */
  createDatabase(): Promise<TestDatabase>;
  /** A new, empty schema in the database of `url`. */
  createSchema(): Promise<TestSchema>;
  close(): Promise<void>;
}

export interface TestDatabase {
  readonly url: string;
  /** Ends its sessions and removes it. */
  drop(): Promise<void>;
}

export interface TestSchema {
  readonly url: string;
  readonly schema: string;
  drop(): Promise<void>;
}

/**
 * The server that SPILLWAY_TEST_DATABASE_URL names, else an embedded one. All test files and runs of a user share the
 * embedded one, in a temporary folder that stays, so that only the first ever pays for making it.
 */
export async function startTestServer(): Promise<TestServer> {
  const external = process.env.SPILLWAY_TEST_DATABASE_URL;
  if (external) return testServer(external, async () => {});
  const dataDir = join(tmpdir(), `spillway-test-postgres-18-${process.getuid?.() ?? 'user'}`);
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  await dropAbandoned(server.url);
  return testServer(server.url, server.close);
}

function testServer(url: string, closeServer: () => Promise<void>): TestServer {
  const drops = new Set<() => Promise<void>>();
  const create = async (create: string, drop: string): Promise<() => Promise<void>> => {
    await execute(url, create);
    const dropOnce = async (): Promise<void> => {
      if (drops.delete(dropOnce)) await execute(url, drop);
    };
    drops.add(dropOnce);
    return dropOnce;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...drops].map((drop) => drop()));
    await closeServer();
  };
  return {
    url,
    async createDatabase() {
      const name = freshName();
      const drop = await create(`create database ${name}`, `drop database if exists ${name} with (force)`);
      return { url: withDatabase(url, name), drop };
    },
    async createSchema() {
      const schema = freshName();
      const drop = await create(`create schema ${schema}`, `drop schema if exists ${schema} cascade`);
      return { url, schema, drop };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Says who made it, so that what a killed run left behind can be told from what is in use. */
function freshName(): string {
  return `test_${process.pid}_${randomBytes(5).toString('hex')}`;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function dropAbandoned(url: string): Promise<void> {
  const found = await execute(
    url,
    `select datname as name, 'database' as kind from pg_database where datname ~ '^test_[0-9]+_'
     union all select nspname, 'schema' from pg_namespace where nspname ~ '^test_[0-9]+_'`,
  );
  for (const { name, kind } of found.filter(({ name }) => isAbandoned(name))) {
    await execute(url, `drop ${kind} if exists ${name} ${kind === 'schema' ? 'cascade' : 'with (force)'}`);
  }
}

function isAbandoned(name: string): boolean {
  try {
    process.kill(Number(name.split('_')[1]), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function execute(url: string, sql: string): Promise<{ name: string; kind: string }[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
