import { SpillwayError } from '@spillway/core/errors';
import type { Pool, PoolClient } from 'pg';
import type { Statement } from './statement.ts';
import { translateError } from './translate-error.ts';

/** Runs statements on pooled connections that are set up once each. */
export interface Session {
  rows<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<readonly Row[]>;
}

export interface SessionOptions {
  readonly pool: Pool;
  readonly schema: string;
  readonly statementTimeoutMs: number;
}

/** How much later than the server the client gives up: only a server that is gone answers neither. */
const answerGraceMs = 5_000;

/**
 * Every statement is a handful of index probes. These settings pin that shape whatever the statistics say: a plan that
 * is made while a table is empty would scan it whole and stay when it has grown, and costs that carry the penalty of a
 * disabled path would start the JIT compiler.
 */
const planSettings: Readonly<Record<string, string>> = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

export function createSession({ pool, schema, statementTimeoutMs }: SessionOptions): Session {
  const settings = sessionSettings(schema, statementTimeoutMs);
  const ready = new WeakSet<PoolClient>();
  const heard = new WeakSet<PoolClient>();
  // A connection that breaks between queries is dropped by the pool; the next query finds out for itself.
  const ignore = (): void => undefined;
  if (pool.listenerCount('error') === 0) pool.on('error', ignore);
  // The pool itself listens only while a connection is idle; one that a server's shutdown breaks between an answer and
  // the release would end the process.
  pool.on('acquire', (client) => {
    if (!heard.has(client)) heard.add(client.on('error', ignore));
  });

  async function rows<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<readonly Row[]> {
    const client = await connect(pool);
    let broken: Error | undefined;
    try {
      if (!ready.has(client)) {
        await setUp(client, settings);
        ready.add(client);
      }
      const { name, text } = statement;
      const query = { name, text, values: values as unknown[], query_timeout: statementTimeoutMs + answerGraceMs };
      return (await client.query(query)).rows as Row[];
    } catch (error) {
      const translated = translateError(error);
      // Only an error that the server sent leaves the connection in a known state.
      if (!hasSqlState(error) || translated.code === 'unavailable') broken = translated;
      throw translated;
    } finally {
      client.release(broken);
    }
  }
  return { rows };
}

/**
 * What is set on each connection before its first statement.
 *
 * @internal Exported for the plan tests.
 */
export function sessionSettings(schema: string, statementTimeoutMs: number): Readonly<Record<string, string>> {
  return { ...planSettings, search_path: quoteName(schema), statement_timeout: String(statementTimeoutMs) };
}

/** A name as SQL wants it: quoted, so that any schema name works. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function connect(pool: Pool): Promise<PoolClient> {
  if (pool.ending) throw new SpillwayError('The store was closed.', { code: 'closed' });
  try {
    return await pool.connect();
  } catch (error) {
    throw translateError(error);
  }
}

async function setUp(client: PoolClient, settings: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(settings);
  const text = 'select set_config(name, value, false) from unnest($1::text[], $2::text[]) as setting (name, value)';
  await client.query(text, [names, names.map((name) => settings[name])]);
}

function hasSqlState(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === 'string' && 'severity' in (error as object);
}
