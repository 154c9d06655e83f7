import { readFileSync } from 'node:fs';

/**
 * When a process was born, in the machine's ticks since it started: together with its id it names one process for good,
 * while the id alone is given to another one day. Undefined when there is no such process, or where Linux's /proc is absent.
 */
export function birthOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in brackets, may hold anything; behind it the birth is the twentieth field.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
