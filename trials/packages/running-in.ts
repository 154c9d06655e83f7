import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What runs in or below a folder, as `pid name`: processes that stand there, and those that name it. Linux only. */
export function runningIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isIn(folder, name))
    .map((pid) => `${pid} ${readText(`/proc/${pid}/comm`).trim()}`);
}

function isIn(folder: string, pid: string): boolean {
  return `${workingFolder(pid)}/`.startsWith(`${folder}/`) || readText(`/proc/${pid}/cmdline`).includes(folder);
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
