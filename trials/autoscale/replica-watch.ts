import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../command.ts';

/** What `dev --json` says of a worker process. */
export interface SeenReplica {
  readonly pool: string;
  readonly pid: number;
  readonly startedAt: number;
  endedAt: number | null;
  /** How it ended. */
  how: string | null;
}

/** The worker processes of a `dev --autoscale --json`, and what becomes of them. */
export class ReplicaWatch {
  readonly #command: Command;
  readonly replicas: SeenReplica[] = [];
  #keeper: number | undefined;

  constructor(command: Command) {
    this.#command = command;
    const { stderr } = command.child;
    if (stderr) createInterface({ input: stderr }).on('line', (line) => this.#hear(line));
  }

  /** Those that run, the oldest first. */
  running(pool?: string): readonly SeenReplica[] {
    return this.replicas.filter((one) => one.endedAt === null && (pool === undefined || one.pool === pool));
  }

  /** Waits until so many run, and answers whether they do. */
  async until(count: (running: number) => boolean, withinMs: number): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    while (!count(this.running().length)) {
      if (performance.now() > untilMs) return false;
      await pause(100);
    }
    return true;
  }

  /** Processes that were ever started, of which something is left after `withinMs`. Call it when their owner has ended. */
  async left(withinMs: number): Promise<readonly number[]> {
    const pids = [...this.replicas.map(({ pid }) => pid), ...(this.#keeper === undefined ? [] : [this.#keeper])];
    const untilMs = performance.now() + withinMs;
    while (pids.some(lives) && performance.now() < untilMs) await pause(100);
    return pids.filter(lives);
  }

  #hear(line: string): void {
    if (!line.startsWith('{') || !line.includes('"event":"replica"')) return;
    const { time, kind, pool, pid, how } = JSON.parse(line) as Record<'time' | 'kind' | 'pool' | 'how', string> & {
      pid: number;
    };
    // The only child of the process is the keeper of its workers.
    if (kind === 'started') this.#keeper ??= childOf(this.#command.child.pid ?? 0);
    if (kind === 'started') this.replicas.push({ pool, pid, startedAt: Date.parse(time), endedAt: null, how: null });
    const known = this.replicas.find((one) => one.pid === pid && one.endedAt === null);
    if (known && kind === 'ended') Object.assign(known, { endedAt: Date.parse(time), how });
  }
}

function childOf(pid: number): number | undefined {
  const answer = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return Number(answer.trim().split(/\s+/)[0]) || undefined;
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
