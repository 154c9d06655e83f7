import type { Clock } from '@spillway/core/clock';
import { SpillwayError } from '@spillway/core/errors';
import type { DataFolder } from './data-folder.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { ownerOfPid } from './postmaster-process.ts';

const POLL_MS = 10;
const TIMEOUT_MS = 60_000;

/** Stops the folder's server, if one runs, ending its sessions, and waits until it is gone. */
export async function stopServer(folder: DataFolder, clock: Clock): Promise<void> {
  const pid = readPostmasterFile(folder.cluster)?.pid;
  if (pid === undefined || ownerOfPid(pid, folder.root) !== 'ours') return;
  process.kill(pid, 'SIGINT');
  const startedAt = clock.monotonic();
  while (ownerOfPid(pid, folder.root) === 'ours') {
    if (clock.monotonic() - startedAt > TIMEOUT_MS) throw doesNotStop(pid, folder.log);
    await clock.sleep(POLL_MS);
  }
}

function doesNotStop(pid: number, log: string): SpillwayError {
  return new SpillwayError(`PostgreSQL (process ${pid}) did not stop within ${TIMEOUT_MS / 1000} s.`, {
    code: 'timeout',
    hint: `Look at the end of ${log}; the next command on this folder uses the server on or stops it.`,
  });
}
