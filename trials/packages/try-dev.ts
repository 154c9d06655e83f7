import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { performBatch } from './perform-batch.ts';
import type { Project } from './project.ts';
import { runningIn } from './running-in.ts';
import { tryClientVerbs } from './try-verbs.ts';

const lines = 50;
const drainMs = 15_000;

/** Runs a batch through `spillway dev`, ends it by SIGTERM, and looks for what it left running. */
export async function tryDev(project: Project): Promise<string> {
  const dev = project.start('npx', ['spillway', 'dev', '--no-auth', '--port', '0']);
  const ended = once(dev, 'close');
  try {
    const startedMs = performance.now();
    const url = await readyUrl(dev);
    const readyMs = performance.now() - startedMs;
    const answered = await performBatch(url, lines);
    if (answered !== lines) throw new Error(`${answered} of ${lines} requests were answered`);
    const verbs = await tryClientVerbs(project, url);
    const servers = runningIn(project.folder).filter((process) => / postgres$/.test(process)).length;
    const exitMs = await terminate(dev, ended);
    const left = runningIn(project.folder);
    if (left.length > 0) throw new Error(`still running after the end: ${left.join(', ')}`);
    return `ready in ${seconds(readyMs)}, ${answered} requests answered, ${verbs.join(', ')} work; on SIGTERM it and ${servers} postgres processes were gone in ${seconds(exitMs)}`;
  } finally {
    signalGroup(dev, 'SIGKILL');
  }
}

async function readyUrl({ stdout, stderr }: ChildProcess): Promise<string> {
  stderr?.resume();
  if (stdout) {
    for await (const line of createInterface({ input: stdout })) {
      const [, url] = /spillway ready on (\S+)/.exec(line) ?? [];
      if (url !== undefined) {
        stdout.resume();
        return url;
      }
    }
  }
  throw new Error('it ended before it was ready');
}

/** Signals the whole process group, as a terminal does: npx hands a signal to its shell, which dies of it alone. */
async function terminate(dev: ChildProcess, ended: Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  signalGroup(dev, 'SIGTERM');
  const late = pause(drainMs, 'late', { ref: false });
  if ((await Promise.race([ended, late])) === 'late') throw new Error(`it runs ${seconds(drainMs)} after SIGTERM`);
  return performance.now() - startedMs;
}

function signalGroup({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
