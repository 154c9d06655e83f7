import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel counts in: hundredths of a second. */
const ticksPerSecond = 100;

/** Processor seconds that a process has used, in itself and in the system. */
export function cpuSecondsOf(pid: number): number {
  const fields = fieldsOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
}

/** The same of a process and its children, those included that have ended. */
export function treeCpuSecondsOf(pid: number): number {
  const fields = fieldsOf(pid);
  const ended = (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / ticksPerSecond;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = pids.map(Number).filter((other) => Number(fieldsOf(other)[1]) === pid);
  return children.reduce((sum, child) => sum + cpuSecondsOf(child), cpuSecondsOf(pid) + ended);
}

/** Seconds that a process's main thread could have run and had to wait for a core, since others ran. */
export function waitedSecondsOf(pid: number): number {
  try {
    const [, waitedNs = '0'] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waitedNs) / 1e9;
  } catch {
    return 0;
  }
}

/** The fields of /proc/PID/stat from the state on, which stands behind the name in brackets. Empty when it is gone. */
function fieldsOf(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
