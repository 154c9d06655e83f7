import { SpillwayError } from '@spillway/core/errors';
import type { Pool } from 'pg';

interface CommonOptions {
  /** The schema of the installation, `spillway` by default. */
  readonly schema?: string;
  /** How long one statement may run, 30 seconds by default. */
  readonly statementTimeoutMs?: number;
  /** The store's time in place of the server's clock; only the contract harness passes it. */
  readonly now?: () => number;
}

/** A store that makes its own connections. */
export interface OwnPoolOptions extends CommonOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly connectionString: string;
  readonly pool?: undefined;
  /** Connections at the most, 10 by default. */
  readonly poolSize?: number;
}

/**
 * A store on a pool of its host, which the host ends. The pool is the store's alone: the schema and the planner's
 * settings are set on its connections.
 */
export interface GivenPoolOptions extends CommonOptions {
  /** A pool of `pg` 8. */
  readonly pool: Pool;
  readonly connectionString?: undefined;
  readonly poolSize?: undefined;
}

/** What `createPostgresStore` takes: a connection string or a pool, never both. What is wrong throws `invalid_argument`. */
export type PostgresStoreOptions = OwnPoolOptions | GivenPoolOptions;

const known = ['connectionString', 'pool', 'schema', 'poolSize', 'statementTimeoutMs', 'now'];

export interface PostgresStoreSettings {
  readonly source: { readonly connectionString: string; readonly poolSize: number } | { readonly pool: Pool };
  readonly schema: string;
  readonly statementTimeoutMs: number;
  readonly now: () => number | null;
}

/** A complete record of the options; unknown and contradicting ones are refused by name. */
export function parseOptions(options: PostgresStoreOptions): PostgresStoreSettings {
  for (const name of Object.keys(options)) if (!known.includes(name)) throw refused(name, 'is not an option');
  const { connectionString, pool, schema = 'spillway', poolSize = 10, statementTimeoutMs = 30_000, now } = options;
  if ((connectionString === undefined) === (pool === undefined)) {
    throw refused('connectionString', 'or a pool is needed, and not both');
  }
  if (!(Number.isInteger(poolSize) && poolSize > 0)) throw refused('poolSize', 'must be a positive integer');
  if (!(Number.isInteger(statementTimeoutMs) && statementTimeoutMs > 0)) {
    throw refused('statementTimeoutMs', 'must be a positive integer');
  }
  if (schema === '') throw refused('schema', 'must not be empty');
  const source = pool === undefined ? { connectionString: connectionString as string, poolSize } : { pool };
  return Object.freeze({ source, schema, statementTimeoutMs, now: now ?? (() => null) });
}

function refused(param: string, reason: string): SpillwayError {
  return new SpillwayError(`${param} ${reason}.`, { code: 'invalid_argument', param });
}
