import pg from 'pg';
import { type Migration, readMigrations } from './migration-files.ts';
import { quoteName } from './session.ts';
import { translateError } from './translate-error.ts';

/** Which installation to migrate. */
export interface MigrateOptions {
  /** `postgres://user:password@host:port/database`. The role needs the right to create in the schema, or to create it. */
  readonly connectionString: string;
  /** The schema of the installation, `spillway` by default; made when it is missing. */
  readonly schema?: string;
}

/** An installation's migrations; names are those of the files, for instance `0001_initial`. */
export interface MigrationStatus {
  /** Names of the migrations that the database has, in their order. */
  readonly applied: readonly string[];
  /** Names of those that this version has and the database lacks. */
  readonly pending: readonly string[];
}

/**
 * Brings the schema up to this version and answers the names of the migrations that were applied. One runs at a time,
 * under an advisory lock; each is a transaction of its own that gives up rather than make running workers wait long
 * behind a lock. A replay changes nothing.
 */
export function migrate({ connectionString, schema = 'spillway' }: MigrateOptions): Promise<readonly string[]> {
  return withClient(connectionString, async (client) => {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`spillway migrations of ${schema}`]);
    await createSchema(client, schema);
    await client.query(`set search_path = ${quoteName(schema)}`);
    await client.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const pending = await pendingOf(client);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  });
}

/** What the database has and lacks. Changes nothing. */
export function migrationStatus({ connectionString, schema = 'spillway' }: MigrateOptions): Promise<MigrationStatus> {
  return withClient(connectionString, async (client) => {
    await client.query(`set search_path = ${quoteName(schema)}`);
    const applied = await appliedOf(client);
    return { applied, pending: (await missingFrom(applied)).map(({ name }) => name) };
  });
}

export async function withClient<Result>(
  connectionString: string,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString, application_name: 'spillway migrate' });
  // Without a listener the loss of the connection would end the process; the query under way rejects anyhow.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } catch (error) {
    throw translateError(error);
  } finally {
    // Ends the session, and with it the advisory lock.
    await client.end().catch(() => undefined);
  }
}

/** Asks first: PostgreSQL wants the right to make schemas even where the schema exists. */
async function createSchema(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  if (rows.length === 0) await client.query(`create schema ${quoteName(schema)}`);
}

async function apply(client: pg.Client, { name, sql }: Migration): Promise<void> {
  await client.query('begin');
  await client.query("set local lock_timeout = '10s'");
  await client.query(sql);
  await client.query('insert into migrations (name) values ($1)', [name]);
  await client.query('commit');
}

async function pendingOf(client: pg.Client): Promise<readonly Migration[]> {
  return missingFrom(await appliedOf(client));
}

async function missingFrom(applied: readonly string[]): Promise<readonly Migration[]> {
  return (await readMigrations()).filter(({ name }) => !applied.includes(name));
}

async function appliedOf(client: pg.Client): Promise<readonly string[]> {
  const made = await client.query("select to_regclass('migrations') is not null as made");
  if (!made.rows[0].made) return [];
  return (await client.query('select name from migrations order by name')).rows.map(({ name }) => name as string);
}
