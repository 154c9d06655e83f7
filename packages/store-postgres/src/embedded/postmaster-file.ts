import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running or dead server wrote into postmaster.pid. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** starting, ready, stopping or standby; empty while it is written. */
  readonly status: string;
}

/** Undefined when there is none or it holds no pid yet. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const lines = readIfThere(pathOf(cluster))?.split('\n') ?? [];
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0)) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/**
 * Lets a server start although the pid in the file belongs to another program by now, as is usual after a restart of
 * a container. PostgreSQL looks only whether the pid lives. The rest of the file stays, since from it PostgreSQL
 * finds out whether processes of the dead server still use its memory.
 */
export function disownPostmasterFile(cluster: string): void {
  const text = readIfThere(pathOf(cluster));
  // No system gives out the largest pid.
  if (text !== undefined) writeFileSync(pathOf(cluster), text.replace(/^.*/, '2147483647'));
}

/** Removes a file without any content, as a power failure may leave it; PostgreSQL does not start beside it. */
export function removeEmptyPostmasterFile(cluster: string): void {
  if (readIfThere(pathOf(cluster)) === '') rmSync(pathOf(cluster), { force: true });
}

function pathOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
