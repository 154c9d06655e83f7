import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '@spillway/core/clock';
import { SpillwayError } from '@spillway/core/errors';
import { clusterPath } from './cluster-path.ts';
import type { DataFolder } from './data-folder.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { dataDirSetting } from './postmaster-process.ts';
import { programOptions } from './run-program.ts';
import type { ServerAccount } from './server-account.ts';
import { openServerLog, type ServerLog } from './server-log.ts';

const POLL_MS = 10;
// Recovery after a crash replays up to a gigabyte of log.
export const START_TIMEOUT_MS = 120_000;

export interface LaunchOptions {
  readonly postgres: string;
  readonly account: ServerAccount | undefined;
  readonly port: number;
  readonly durable: boolean;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** `interlocked`: processes of an earlier server still use the cluster, or seem to. `reason` is what was logged. */
export type LaunchEnd =
  | { readonly kind: 'ready' }
  | { readonly kind: 'port-taken' | 'interlocked' | 'failed'; readonly reason: string };

/**
 * Starts a server and waits until it takes connections. It gets a session of its own, so that Ctrl-C in a terminal
 * reaches only the commands, which may still need it to drain; and it outlives this process.
 */
export async function launchServer(folder: DataFolder, options: LaunchOptions): Promise<LaunchEnd> {
  const log = openServerLog(folder.log);
  try {
    const child = spawnServer(folder, log, options);
    return await untilReady(child, folder, log, options);
  } finally {
    log.close();
  }
}

function spawnServer(folder: DataFolder, log: ServerLog, options: LaunchOptions): ChildProcess {
  const args = ['-D', clusterPath(folder.cluster, options.account), ...settings(folder, options)];
  return spawn(options.postgres, args, {
    ...programOptions(options.account),
    cwd: folder.cluster,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
}

/** What must hold whatever postgresql.conf says. The rest can be changed there. */
function settings(folder: DataFolder, { port, durable }: LaunchOptions): string[] {
  const fixed = [
    dataDirSetting(folder.root),
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'logging_collector=off',
    'log_destination=stderr',
    'log_checkpoints=off',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  return fixed.flatMap((setting) => ['-c', setting]);
}

async function untilReady(
  child: ChildProcess,
  folder: DataFolder,
  log: ServerLog,
  { clock, signal }: LaunchOptions,
): Promise<LaunchEnd> {
  const ended = endOf(child);
  child.unref();
  const startedAt = clock.monotonic();
  while (ended.reason === undefined) {
    const file = readPostmasterFile(folder.cluster);
    if (file?.pid === child.pid && file?.status === 'ready') return { kind: 'ready' };
    const late = clock.monotonic() - startedAt > START_TIMEOUT_MS;
    if (late || signal?.aborted) {
      await stopChild(child);
      throw signal?.aborted ? signal.reason : notReady(folder.log);
    }
    await clock.sleep(POLL_MS, signal);
  }
  return failureFrom(`${ended.reason}${log.text()}`);
}

function endOf(child: ChildProcess): { reason: string | undefined } {
  const end: { reason: string | undefined } = { reason: undefined };
  child.once('error', (error) => {
    end.reason = error.message;
  });
  child.once('exit', () => {
    end.reason ??= '';
  });
  return end;
}

function failureFrom(logged: string): LaunchEnd {
  const lines = logged.split('\n').filter((line) => /FATAL|HINT|DETAIL|PANIC/.test(line));
  const reason = (lines.length > 0 ? lines.join('\n') : logged).trim();
  if (/could not bind|could not create any TCP\/IP sockets/.test(logged)) return { kind: 'port-taken', reason };
  const interlocked = /pre-existing shared memory block|lock file "postmaster.pid" (already exists|is empty)/;
  return { kind: interlocked.test(logged) ? 'interlocked' : 'failed', reason };
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || !child.kill('SIGINT')) return resolve();
    child.ref();
    child.once('exit', () => resolve());
  });
}

/** A server that takes longer than the longest recovery. */
export function notReady(log: string): SpillwayError {
  return new SpillwayError(`PostgreSQL was not ready within ${START_TIMEOUT_MS / 1000} s.`, {
    code: 'timeout',
    hint: `Look at the end of ${log}.`,
  });
}
