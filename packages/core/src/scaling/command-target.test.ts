import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { type CommandTargetOptions, commandTarget, type ReplicaChange } from './command-target.ts';
import type { ScaleTarget } from './scale-target.ts';

const folder = mkdtempSync(join(tmpdir(), 'spillway-scaling-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();

/** A target that tells what becomes of its replicas, and can be waited for. */
class Watched {
  readonly changes: ReplicaChange[] = [];
  readonly target: ScaleTarget;
  #heard = Promise.withResolvers<void>();

  constructor(options: Partial<CommandTargetOptions> = {}) {
    const onChange = (change: ReplicaChange): void => {
      this.changes.push(change);
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    };
    this.target = commandTarget({ command: 'sleep', args: ['1000'], onChange, ...options });
  }

  scale(desiredReplicas: number, { pool = 'spot', model = 'a' } = {}): Promise<void> {
    return this.target.scale({ pool, model, desiredReplicas, live: null }, { signal });
  }

  pids(kind: ReplicaChange['kind']): number[] {
    return this.changes.filter((change) => change.kind === kind).map(({ pid }) => pid ?? 0);
  }

  /** The processes of the first so many changes of the kind. */
  async seen(kind: ReplicaChange['kind'], count: number): Promise<number[]> {
    while (this.pids(kind).length < count) await this.#heard.promise;
    return this.pids(kind);
  }
}

/** Whether a process of the group is left, that of a process with the same number. */
function isGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

const gone = (...pids: number[]) => expect.poll(() => pids.some(isGroup)).toBe(false);

test('as many processes run as are wished for, the newest end first, and closing ends the rest', async () => {
  const watched = new Watched();
  await watched.scale(2);
  const [first = 0, second = 0] = await watched.seen('started', 2);
  await watched.scale(3);
  const [, , third = 0] = await watched.seen('started', 3);
  await watched.scale(1);
  expect(watched.pids('stopping')).toEqual([third, second]);
  expect((await watched.seen('ended', 2)).toSorted()).toEqual([second, third].toSorted());
  expect([first, second, third].map(isGroup)).toEqual([true, false, false]);
  await watched.target[Symbol.asyncDispose]();
  expect(isGroup(first)).toBe(false);
  expect(watched.changes.at(-1)).toMatchObject({ kind: 'ended', pid: first, how: 'the target was closed' });
  await expect(watched.scale(1)).rejects.toMatchObject({ code: 'closed' });
});

test('a process knows its pool, its model and its name, and has the environment of its target', async () => {
  const path = join(folder, 'environment');
  const words = '$SPILLWAY_POOL $SPILLWAY_MODEL $SPILLWAY_REPLICA $EXTRA';
  const watched = new Watched({ command: 'sh', args: ['-c', `echo ${words} > ${path}`], env: { EXTRA: 'more' } });
  await using _ = watched.target;
  await watched.scale(1, { pool: 'dedicated', model: 'm' });
  await watched.seen('ended', 1);
  expect(readFileSync(path, 'utf8')).toBe(`dedicated m ${watched.changes[0]?.replica} more\n`);
});

test('one that dies is replaced, and one that cannot start is told of and tried again', async () => {
  let nowMs = 0;
  const clock = { monotonic: () => nowMs, now: () => nowMs, sleep: async () => {} };
  const watched = new Watched({ clock });
  await using _ = watched.target;
  await watched.scale(1);
  const [pid = 0] = await watched.seen('started', 1);
  process.kill(pid, 'SIGKILL');
  await watched.seen('ended', 1);
  expect(watched.changes.at(-1)).toMatchObject({ how: 'SIGKILL', pid });
  await watched.scale(1);
  expect(watched.pids('started')).toHaveLength(1);
  nowMs = 1_000;
  await watched.scale(1);
  await watched.seen('started', 2);
  const absent = new Watched({ command: join(folder, 'absent') });
  await using __ = absent.target;
  await absent.scale(1);
  await absent.seen('ended', 1);
  expect(absent.changes).toEqual([
    expect.objectContaining({ kind: 'ended', pid: null, how: expect.stringContaining('ENOENT') }),
  ]);
});

test('one that does not heed SIGTERM is killed after its grace, with all that it started', async () => {
  const deaf = join(folder, 'deaf');
  const script = `trap "" TERM; sleep 1000 & touch ${deaf}; wait; sleep 1000`;
  const watched = new Watched({ command: 'sh', args: ['-c', script], graceMs: 300 });
  await watched.scale(1);
  const [pid = 0] = await watched.seen('started', 1);
  await expect.poll(() => existsSync(deaf)).toBe(true);
  await watched.scale(0);
  await watched.seen('ended', 1);
  expect(watched.changes.at(-1)).toMatchObject({ kind: 'ended', how: 'SIGKILL' });
  // What is killed may lie in the system's list until the first process of the machine looks for dead orphans.
  await gone(pid);
  await watched.target[Symbol.asyncDispose]();
});

test('what a process leaves behind ends with it', async () => {
  const watched = new Watched({ command: 'sh', args: ['-c', 'sleep 1000 & exit 3'] });
  await using _ = watched.target;
  await watched.scale(1);
  const [pid = 0] = await watched.seen('ended', 1);
  expect([watched.changes.at(-1)?.how, isGroup(pid)]).toEqual(['exit code 3', false]);
});

/** A program that has two processes, and says which they are whenever that changes. It does nothing more after SIGUSR2. */
const program = `
import { commandTarget } from '${new URL('./index.ts', import.meta.url)}';
const pids = new Set();
const target = commandTarget({
  command: 'sleep',
  args: ['1000'],
  onChange({ kind, pid }) {
    if (kind === 'started' && pids.add(pid).size === 2) console.log(JSON.stringify([...pids]));
    if (kind === 'ended') pids.delete(pid);
  },
});
const { signal } = new AbortController();
const scale = () => target.scale({ pool: 'spot', model: 'a', desiredReplicas: 2, live: null }, { signal });
await scale();
const again = setInterval(scale, 100);
process.once('SIGUSR2', () => clearInterval(again));
`;

interface Program {
  readonly child: ChildProcess;
  /** Its processes, when it says them next. */
  said(): Promise<number[]>;
}

function startProgram(): Program {
  const command = ['--input-type=module', '-e', program];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, said: async () => JSON.parse((await lines.next()).value ?? '[]') };
}

/** A target's keeper is the only child of the process that has one target. */
function keeperOf({ child }: Program): number {
  return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(child.pid)], { encoding: 'utf8' }));
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'processes and keeper end with the one that started them, when that dies by %s, and those of another stay',
  async (death) => {
    const other = new Watched();
    await using _ = other.target;
    await other.scale(1);
    const [stays = 0] = await other.seen('started', 1);
    const program = startProgram();
    const pids = await program.said();
    const keeper = keeperOf(program);
    expect(pids.map(isGroup)).toEqual([true, true]);
    program.child.kill(death);
    await once(program.child, 'exit');
    await gone(...pids, keeper);
    expect(isGroup(stays)).toBe(true);
  },
);

test('a program that forgets to close its target ends all the same, and its processes with it', async () => {
  const program = startProgram();
  const pids = await program.said();
  const keeper = keeperOf(program);
  program.child.kill('SIGUSR2');
  expect(await once(program.child, 'exit')).toEqual([0, null]);
  await gone(...pids, keeper);
});

test('when the keeper is killed, its processes end, and a new one starts others in their place', async () => {
  const program = startProgram();
  const pids = await program.said();
  process.kill(keeperOf(program), 'SIGKILL');
  await gone(...pids);
  let fresh = await program.said();
  // One that died is told of, and replaced, while the other may still lie in the system's list.
  while (fresh.some((pid) => pids.includes(pid))) fresh = await program.said();
  expect(fresh.map(isGroup)).toEqual([true, true]);
  program.child.kill('SIGKILL');
  await gone(...fresh);
});
