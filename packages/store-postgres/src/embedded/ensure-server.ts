import { readFileSync, writeFileSync } from 'node:fs';
import { SpillwayError } from '@spillway/core/errors';
import type { DataFolder } from './data-folder.ts';
import { freePort } from './free-port.ts';
import { type LaunchEnd, type LaunchOptions, launchServer, notReady, START_TIMEOUT_MS } from './launch-server.ts';
import { disownPostmasterFile, readPostmasterFile, removeEmptyPostmasterFile } from './postmaster-file.ts';
import { ownerOfPid } from './postmaster-process.ts';

const POLL_MS = 20;
const LEFTOVER_MS = 2_000;
const INTERLOCK_MS = 15_000;
const PORT_TRIES = 5;

/** A server that takes connections. */
export interface RunningServer {
  readonly port: number;
  /** Whether this call started it. */
  readonly started: boolean;
}

interface EnsureOptions extends Omit<LaunchOptions, 'port'> {
  readonly port: number | undefined;
}

/** The folder's server: the one that runs, else a new one. Needs the lock and a complete cluster. */
export async function ensureServer(folder: DataFolder, options: EnsureOptions): Promise<RunningServer> {
  const startedAt = options.clock.monotonic();
  for (let portsTried = 0; ; ) {
    const running = await runningServer(folder, options);
    if (running) return running;
    const port = options.port ?? (await freePort(portsTried === 0 ? recordedPort(folder) : undefined));
    const end = await launchServer(folder, { ...options, port });
    if (end.kind === 'ready') return recordPort(folder, port);
    const waitedMs = options.clock.monotonic() - startedAt;
    if (end.kind === 'port-taken') portsTried += 1;
    if (!worthAnother(end, waitedMs, options.port === undefined && portsTried < PORT_TRIES)) {
      throw didNotStart(end, port, folder);
    }
    if (waitedMs > LEFTOVER_MS) removeEmptyPostmasterFile(folder.cluster);
    await options.clock.sleep(POLL_MS, options.signal);
  }
}

/** Waits for a server that is starting or stopping, since an earlier command may have died on its way there. */
async function runningServer(folder: DataFolder, options: EnsureOptions): Promise<RunningServer | undefined> {
  const startedAt = options.clock.monotonic();
  for (;;) {
    options.signal?.throwIfAborted();
    if (options.clock.monotonic() - startedAt > START_TIMEOUT_MS) throw notReady(folder.log);
    const file = readPostmasterFile(folder.cluster);
    if (file === undefined) return undefined;
    const owner = ownerOfPid(file.pid, folder.root);
    if (owner === 'other') disownPostmasterFile(folder.cluster);
    if (owner !== 'ours') return undefined;
    if (file.status === 'ready') return { port: file.port, started: false };
    await options.clock.sleep(POLL_MS, options.signal);
  }
}

function worthAnother(end: LaunchEnd, waitedMs: number, otherPorts: boolean): boolean {
  if (end.kind === 'port-taken') return otherPorts;
  return end.kind === 'interlocked' && waitedMs < INTERLOCK_MS;
}

function recordedPort(folder: DataFolder): number | undefined {
  try {
    return Number.parseInt(readFileSync(folder.port, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function recordPort(folder: DataFolder, port: number): RunningServer {
  writeFileSync(folder.port, `${port}\n`, { mode: 0o600 });
  return { port, started: true };
}

function didNotStart(end: LaunchEnd, port: number, folder: DataFolder): SpillwayError {
  const reason = end.kind === 'ready' ? '' : end.reason;
  if (end.kind === 'port-taken') {
    return new SpillwayError(`Port ${port} of 127.0.0.1 is taken: ${reason}`, {
      code: 'conflict',
      param: 'port',
      hint: 'Leave the port out to have a free one chosen.',
    });
  }
  return new SpillwayError(`PostgreSQL did not start: ${reason}`, {
    code: 'unavailable',
    retryable: false,
    hint: `Look at the end of ${folder.log}.`,
  });
}
