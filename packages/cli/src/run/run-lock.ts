import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Randomness, SpillwayError } from '@spillway/core';

export interface RunLockOptions {
  readonly path: string;
  readonly randomness: Randomness;
}

/** Makes sure that one process at a time works on a run. What a dead process left is taken over. Throws `conflict`. */
export async function lockRun({ path, randomness }: RunLockOptions): Promise<AsyncDisposable> {
  const own = `${path}.${randomness.id()}`;
  const mark = markOf(process.pid);
  await writeFile(own, mark, { mode: 0o600 });
  try {
    while (!(await linked(own, path))) await clearDead(path, `${own}.old`);
  } finally {
    await rm(own, { force: true });
  }
  return {
    async [Symbol.asyncDispose]() {
      if ((await readMark(path)) === mark) await rm(path, { force: true });
    },
  };
}

/** Whether a live process holds the lock. */
export async function isLocked(path: string): Promise<boolean> {
  const mark = await readMark(path);
  return mark !== undefined && isAlive(mark);
}

async function clearDead(path: string, aside: string): Promise<void> {
  const holder = await readMark(path);
  if (holder === undefined) return;
  if (isAlive(holder)) throw held(holder);
  await rename(path, aside).catch(ignoreAbsent);
  const moved = await readMark(aside);
  // Another process may have taken the dead one's place in between; its lock goes back.
  if (moved !== undefined && moved !== holder) await linked(aside, path);
  await rm(aside, { force: true });
}

/** A link never replaces, so of several that try at once one succeeds. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readMark(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(ignoreAbsent);
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function isAlive(mark: string): boolean {
  const pid = Number(mark.split(' ')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user is alive, too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return markOf(pid) === mark;
}

/** The process id, and on Linux the moment of its start: ids are used again. */
function markOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie is dead, only its parent has not looked.
    return fields[0] === 'Z' ? '' : `${pid} ${fields[19]}`;
  } catch {
    return String(pid);
  }
}

function held(mark: string): SpillwayError {
  return new SpillwayError(`Process ${mark.split(' ')[0]} is at work on this input and output.`, {
    code: 'conflict',
    hint: 'Wait for it, or stop it; then run this again to go on where it stopped.',
  });
}
