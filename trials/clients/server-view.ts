import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** File descriptors that a server has open. */
export interface Descriptors {
  readonly all: number;
  /** Connections of clients. */
  readonly clients: number;
  /** Files below a blob folder. */
  readonly blobs: number;
}

export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
}

export function descriptorsOf({ pid, port }: ServerProcess): Descriptors {
  const targets = readdirSync(`/proc/${pid}/fd`).map((name) => targetOf(`/proc/${pid}/fd/${name}`));
  const accepted = acceptedSockets(port);
  return {
    all: targets.length,
    clients: targets.filter((target) => accepted.has(target)).length,
    blobs: targets.filter((target) => target.includes('/blobs/')).length,
  };
}

/** Empty when it was closed meanwhile. */
function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const LISTENING = '0A';

/** The names of the sockets that a port of this machine has accepted, as links of descriptors show them. */
function acceptedSockets(port: number): Set<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  const cells = rows.map((row) => row.trim().split(/\s+/));
  const ours = cells.filter(([, local = '', , state]) => local.endsWith(`:${hexPort}`) && state !== LISTENING);
  return new Set(ours.map((row) => `socket:[${row[9]}]`));
}

/** Files below the blob folder but the name of the storage itself, unfinished ones included. */
export async function blobFiles(dataDir: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'storage-id');
  return files.map(({ parentPath, name }) => join(parentPath, name));
}

/** What the server does of its own accord it has done by then, on a crowded machine, too. */
export const patienceMs = 30_000;

/** Waits until the look is as wanted, at most so long. Answers the last look. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  wanted: (seen: T) => boolean,
  withinMs: number,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (wanted(seen) || performance.now() > endMs) return seen;
    await sleep(50);
  }
}
