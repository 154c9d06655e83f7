import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/**
 * A file name that says which process made it, and is never made twice: `<pid>.<start of the process>.<nonce>`.
 * Whoever finds the process dead may remove the file without a race, since nobody will make that name again.
 */
export function ownMark(): string {
  return `${process.pid}.${startOf(process.pid) ?? '0'}.${randomBytes(6).toString('hex')}`;
}

/** Whether the process that made the mark still runs. A later process with the same pid does not count. */
export function isAlive(mark: string): boolean {
  const [pid, start] = mark.split('.');
  return start !== undefined && startOf(Number(pid)) === start;
}

/** Something that differs between two processes with the same pid; undefined when none runs. */
function startOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (hasProc) return startInProc(pid);
  return process.platform === 'win32' ? startUnknown(pid) : startByPs(pid);
}

function startInProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie waits only for its parent to look at it: it runs no more.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env });
    return text.replace(/[^A-Za-z0-9]+/g, '-') || undefined;
  } catch {
    return undefined;
  }
}

function startUnknown(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    return '0';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '0' : undefined;
  }
}
