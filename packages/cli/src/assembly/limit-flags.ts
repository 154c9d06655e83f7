import { defaultLimits, type Limits } from '@spillway/core';
import { parseByteCount } from '../flags/byte-count.ts';
import { parseDuration } from '../flags/duration.ts';
import { countFlag, type Flag, type FlagValues, listFlag, parsedFlag, switchFlag } from '../flags/flag.ts';

/** Bounds on the lines of input files, for those who plan batches. */
export const lineFlags: {
  readonly 'max-line-size': Flag<number>;
  readonly 'max-line-depth': Flag<number>;
} = {
  'max-line-size': sizeFlag(
    'one line of an input file, at the most',
    'SPILLWAY_MAX_LINE_SIZE',
    defaultLimits.lineBytes,
    '16MiB',
  ),
  'max-line-depth': countFlag({
    help: 'objects and arrays inside each other on one line, at the most',
    env: 'SPILLWAY_MAX_LINE_DEPTH',
    fallback: defaultLimits.lineDepth,
    least: 10,
    most: 10_000,
  }),
};

/** Bounds on what the API lets in. */
export const admissionFlags: {
  readonly endpoint: Flag<readonly string[]>;
  readonly 'max-file-size': Flag<number>;
  readonly 'max-upload-size': Flag<number>;
  readonly 'min-window': Flag<number>;
  readonly 'max-window': Flag<number>;
  readonly 'max-batches': Flag<number | undefined>;
  readonly 'max-tenant-batches': Flag<number | undefined>;
  readonly 'max-user-batches': Flag<number | undefined>;
  readonly 'max-queued': Flag<number | undefined>;
  readonly 'max-tenant-queued': Flag<number | undefined>;
  readonly 'max-user-queued': Flag<number | undefined>;
  readonly 'calls-per-minute': Flag<number | undefined>;
  readonly 'streams-per-key': Flag<number>;
  readonly 'refuse-infeasible': Flag<boolean>;
  readonly compatibility: Flag<boolean>;
} = {
  endpoint: listFlag({
    help: `paths that batches may name. Default: ${defaultLimits.endpoints.join(', ')}`,
    value: 'PATH',
    env: 'SPILLWAY_ENDPOINTS',
  }),
  'max-file-size': sizeFlag(
    'one uploaded file, at the most',
    'SPILLWAY_MAX_FILE_SIZE',
    defaultLimits.fileBytes,
    '1GiB',
  ),
  'max-upload-size': sizeFlag(
    'one file that comes in parts, or past the server, at the most',
    'SPILLWAY_MAX_UPLOAD_SIZE',
    defaultLimits.uploadBytes,
    '8GiB',
  ),
  'min-window': windowFlag('shortest completion window', 'SPILLWAY_MIN_WINDOW', defaultLimits.minWindowMs, '1m'),
  'max-window': windowFlag('longest completion window', 'SPILLWAY_MAX_WINDOW', defaultLimits.maxWindowMs, '7d'),
  'max-batches': boundFlag('batches that have not ended, in all', 'SPILLWAY_MAX_BATCHES'),
  'max-tenant-batches': boundFlag('the same of one tenant', 'SPILLWAY_MAX_TENANT_BATCHES'),
  'max-user-batches': boundFlag('the same of one user', 'SPILLWAY_MAX_USER_BATCHES'),
  'max-queued': boundFlag('requests without an outcome, in all', 'SPILLWAY_MAX_QUEUED'),
  'max-tenant-queued': boundFlag('the same of one tenant', 'SPILLWAY_MAX_TENANT_QUEUED'),
  'max-user-queued': boundFlag('the same of one user', 'SPILLWAY_MAX_USER_QUEUED'),
  'calls-per-minute': boundFlag('calls of the API by one key, in this process', 'SPILLWAY_CALLS_PER_MINUTE'),
  'streams-per-key': countFlag({
    help: 'streams of events that one key holds open, in this process, at the most',
    env: 'SPILLWAY_STREAMS_PER_KEY',
    fallback: 256,
  }),
  'refuse-infeasible': switchFlag({
    help: 'refuse batches that cannot be done in their windows, by what was measured',
    env: 'SPILLWAY_REFUSE_INFEASIBLE',
  }),
  compatibility: switchFlag({
    help: 'also take the short calls of the first prototype, and add camelCase names to answers',
    env: 'SPILLWAY_COMPATIBILITY',
  }),
};

/** Bounds on what workers take at once. */
export const runningFlags: {
  readonly 'max-tenant-running': Flag<number | undefined>;
} = {
  'max-tenant-running': boundFlag('requests of one tenant in the hands of workers', 'SPILLWAY_MAX_TENANT_RUNNING'),
};

/** The same as limits of createSpillway. */
export function runningLimitsOf(flags: FlagValues<typeof runningFlags>): Partial<Limits> {
  return { tenantRunningRequests: flags['max-tenant-running'] ?? Infinity };
}

/** The same as limits of createSpillway. */
export function lineLimitsOf(flags: FlagValues<typeof lineFlags>): Partial<Limits> {
  return { lineBytes: flags['max-line-size'], lineDepth: flags['max-line-depth'] };
}

/** The same as limits of createSpillway. */
export function admissionLimitsOf(flags: FlagValues<typeof admissionFlags>): Partial<Limits> {
  return {
    fileBytes: flags['max-file-size'],
    uploadBytes: flags['max-upload-size'],
    minWindowMs: flags['min-window'],
    maxWindowMs: flags['max-window'],
    liveBatches: flags['max-batches'] ?? Infinity,
    tenantLiveBatches: flags['max-tenant-batches'] ?? Infinity,
    userLiveBatches: flags['max-user-batches'] ?? Infinity,
    openRequests: flags['max-queued'] ?? Infinity,
    tenantOpenRequests: flags['max-tenant-queued'] ?? Infinity,
    userOpenRequests: flags['max-user-queued'] ?? Infinity,
    ...(flags.endpoint.length > 0 && { endpoints: flags.endpoint }),
  };
}

function sizeFlag(help: string, env: string, fallback: number, fallbackText: string): Flag<number> {
  const wish = 'a size such as 500MB or 16MiB';
  return parsedFlag({ help, env, value: 'SIZE', wish, fallback, fallbackText, parse: parseByteCount });
}

function windowFlag(help: string, env: string, fallback: number, fallbackText: string): Flag<number> {
  const wish = 'a duration such as 90s or 10m';
  return parsedFlag({ help, env, value: 'TIME', wish, fallback, fallbackText, parse: parseDuration });
}

function boundFlag(what: string, env: string): Flag<number | undefined> {
  return countFlag({ help: `${what}, at the most. Default: no bound`, env });
}
