import type { SpillwayOptions } from '@spillway/core';
import { parseDuration } from '../flags/duration.ts';
import { countFlag, type Flag, type FlagValues, listFlag, parsedFlag, switchFlag, textFlag } from '../flags/flag.ts';
import { deduplicationFlags, deduplicationOf } from './deduplication-flags.ts';

/** Where an installation keeps its state and its bytes. */
export const storageFlags: {
  readonly 'data-dir': Flag<string>;
  readonly 'database-url': Flag<string | undefined>;
  readonly blobs: Flag<string | undefined>;
} = {
  'data-dir': textFlag({
    help: 'folder of the embedded PostgreSQL, the files and the key',
    value: 'DIR',
    env: 'SPILLWAY_DATA_DIR',
    fallback: '.spillway',
  }),
  'database-url': textFlag({
    help: 'database to use in place of the embedded PostgreSQL: postgres://user:password@host/database, redis://user:password@host:6379/0, rediss:// for TLS, or redis+cluster://host:6379,host:6379',
    value: 'URL',
    env: 'SPILLWAY_DATABASE_URL',
  }),
  blobs: textFlag({
    help: 'where the bytes of files live, shared by all processes: file:DIR or s3://BUCKET/PREFIX. Default: the folder blobs of the data folder',
    value: 'PLACE',
    env: 'SPILLWAY_BLOBS',
  }),
};

export const engineFlags: {
  readonly engine: Flag<readonly string[]>;
  readonly 'engine-key': Flag<string | undefined>;
} = {
  engine: listFlag({
    help: 'base URL of a vLLM or another OpenAI-compatible engine; several are replicas',
    value: 'URL',
    env: 'SPILLWAY_ENGINE_URL',
  }),
  'engine-key': textFlag({ help: 'API key that the engines ask for', value: 'KEY', env: 'SPILLWAY_ENGINE_KEY' }),
};

export const concurrencyFlag: Flag<number | undefined> = countFlag({
  help: 'requests in flight at the most. Default: 64 for each engine',
  env: 'SPILLWAY_CONCURRENCY',
  most: 100_000,
});

/** What holds for the batches that are created here. */
export const batchFlags: typeof deduplicationFlags & {
  readonly 'max-requests': Flag<number>;
  readonly 'request-timeout': Flag<number>;
  readonly 'max-attempts': Flag<number>;
} = {
  'max-requests': countFlag({
    help: 'requests in one file, at the most',
    env: 'SPILLWAY_MAX_REQUESTS',
    fallback: 50_000,
  }),
  'request-timeout': parsedFlag({
    help: 'the longest that one execution of a request may take',
    value: 'TIME',
    env: 'SPILLWAY_REQUEST_TIMEOUT',
    wish: 'a duration such as 90s or 10m',
    fallback: 600_000,
    fallbackText: '10m',
    parse: parseDuration,
  }),
  'max-attempts': countFlag({
    help: 'executions of a request whose failure could be its own fault, at the most',
    env: 'SPILLWAY_MAX_ATTEMPTS',
    fallback: 5,
    most: 100,
  }),
  ...deduplicationFlags,
};

/** The same as options of createSpillway. */
export function batchOptionsOf(flags: FlagValues<typeof batchFlags>): BatchOptions {
  return {
    limits: { batchRequests: flags['max-requests'] },
    requestTimeoutMs: flags['request-timeout'],
    maxAttempts: flags['max-attempts'],
    deduplication: deduplicationOf(flags),
  };
}

type BatchOptions = Required<Pick<SpillwayOptions, 'limits' | 'requestTimeoutMs' | 'maxAttempts' | 'deduplication'>>;

/** How the API is reached. */
export const listenFlags: {
  readonly port: Flag<number>;
  readonly host: Flag<string>;
  readonly 'api-key': Flag<string | undefined>;
  readonly 'no-auth': Flag<boolean>;
  readonly 'no-portal': Flag<boolean>;
} = {
  port: countFlag({
    help: 'port to listen on; 0 for any free one',
    env: 'SPILLWAY_PORT',
    fallback: 8_787,
    least: 0,
    most: 65_535,
  }),
  host: textFlag({ help: 'address to listen on', value: 'ADDRESS', env: 'SPILLWAY_HOST', fallback: '127.0.0.1' }),
  'api-key': textFlag({
    help: "the operator's key, with which others are made",
    value: 'KEY',
    env: 'SPILLWAY_API_KEY',
  }),
  'no-auth': switchFlag({ help: 'let everybody in who can reach the port; only on loopback' }),
  'no-portal': switchFlag({ help: 'do not serve the web portal at /portal/', env: 'SPILLWAY_NO_PORTAL' }),
};

/** What concurrency means when nobody says it. */
export function concurrencyOf(asked: number | undefined, engines: number): number {
  return asked ?? 64 * Math.max(1, engines);
}
