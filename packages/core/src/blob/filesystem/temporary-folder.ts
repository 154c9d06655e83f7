import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { Randomness } from '../../randomness.ts';

const leftoverAfterMs = 3_600_000;
const ownedName = /^([0-9a-f]{12})-(\d+)-/;

/** `<root>/.tmp`, where blobs are written before they get their names. */
export class TemporaryFolder {
  readonly path: string;
  readonly #owner: string;
  readonly #randomness: Randomness;

  private constructor(path: string, owner: string, randomness: Randomness) {
    this.path = path;
    this.#owner = owner;
    this.#randomness = randomness;
  }

  /** Makes the folder if need be and removes what crashed processes left in it. */
  static async open(root: string, clock: Clock, randomness: Randomness): Promise<TemporaryFolder> {
    const path = join(root, '.tmp');
    await mkdir(path, { recursive: true, mode: 0o700 });
    const place = await processPlace();
    await removeLeftovers(path, place, clock.now() - leftoverAfterMs);
    return new TemporaryFolder(path, `${place}-${process.pid}`, randomness);
  }

  /** A path that no other call of any process gets. */
  next(): string {
    return join(this.path, `${this.#owner}-${this.#randomness.id()}`);
  }
}

async function removeLeftovers(folder: string, place: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isOfDeadNeighbour(name, place) || (await isOlder(path, before))) await unlink(path).catch(() => {});
  }
}

function isOfDeadNeighbour(name: string, place: string): boolean {
  const [, owner, pid] = ownedName.exec(name) ?? [];
  return owner === place && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function isOlder(path: string, before: number): Promise<boolean> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs < before,
    () => false,
  );
}

/**
 * Where pids mean the same processes: containers that share a blob folder cannot see each other's, and a reboot gives
 * them anew. So only the leftovers of the same place are judged by their pid.
 */
async function processPlace(): Promise<string> {
  const parts = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return createHash('sha256')
    .update([hostname(), ...parts].join('\n'))
    .digest('hex')
    .slice(0, 12);
}
