import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds, in bytes, as the kernel counts it. */
export interface ProcessMemory {
  readonly resident: number;
  /** The most that was ever resident: the kernel sees what lies between two samples. */
  readonly peak: number;
}

/** Undefined when the process is gone. */
export function memoryOf(pid: number): ProcessMemory | undefined {
  const status = readText(`/proc/${pid}/status`);
  const resident = kilobytes(status, 'VmRSS');
  const peak = kilobytes(status, 'VmHWM');
  return resident === undefined || peak === undefined ? undefined : { resident, peak };
}

/** Bytes of a process and all below it, pages that they share counted once. */
export function treeMemory(pid: number): number {
  let bytes = 0;
  for (const member of [pid, ...childrenOf(pid)])
    bytes += kilobytes(readText(`/proc/${member}/smaps_rollup`), 'Pss') ?? 0;
  return bytes;
}

function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((other) => parentOf(other) === pid);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1]);
}

function kilobytes(text: string, field: string): number | undefined {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text);
  return match ? Number(match[1]) * 1024 : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
