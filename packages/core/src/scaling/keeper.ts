/**
 * A program of its own, between a target and the commands that it starts. It is their parent, so that no other process can
 * be taken for one of them, and it hears at once when whoever started it is gone, however that came: then it ends them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { systemClock } from '../clock.ts';
import { endGroup } from './end-group.ts';
import type { KeeperNews, KeeperOrder } from './keeper-words.ts';
import { birthOf } from './process-birth.ts';

type Start = Extract<KeeperOrder, { kind: 'start' }>;

interface Kept {
  readonly child: ChildProcess;
  readonly order: Start;
  /** Once it was told to end, or ended: settles when its whole group has. */
  ending: Promise<void> | undefined;
}

const kept = new Map<string, Kept>();
let forsaken = false;

process.title = 'spillway keeper';
process.on('message', (order: KeeperOrder) => (order.kind === 'start' ? start(order) : stop(order.replica)));
process.on('disconnect', () => {
  forsaken = true;
  for (const replica of kept.keys()) stop(replica);
  leaveWhenEmpty();
});
// Whoever wants the commands to end tells the process that started them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

function start(order: Start): void {
  try {
    keep(order, born(order));
  } catch (error) {
    ended(order.replica, String(error));
  }
}

function born({ command, args, env, cwd, output }: Start): ChildProcess {
  const stream = output === 'stderr' ? 2 : 'ignore';
  // A group of its own: the signals of a terminal pass it by, and whatever it starts ends with it.
  return spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', stream, stream],
    detached: true,
  });
}

function keep(order: Start, child: ChildProcess): void {
  const { replica } = order;
  kept.set(replica, { child, order, ending: undefined });
  child.on('error', (error) => child.pid === undefined && ended(replica, error.message));
  child.once('exit', (code, signal) => void exited(replica, signal ?? `exit code ${code}`));
  if (child.pid !== undefined) tell({ kind: 'started', replica, pid: child.pid, birth: birthOf(child.pid) });
}

/** Ends what the process has left of its group, too. */
async function exited(replica: string, how: string): Promise<void> {
  await stop(replica);
  ended(replica, how);
}

function stop(replica: string): Promise<void> | undefined {
  const one = kept.get(replica);
  if (one?.child.pid === undefined) return undefined;
  one.ending ??= endGroup(one.child.pid, { graceMs: one.order.graceMs, clock: systemClock });
  return one.ending;
}

function ended(replica: string, how: string): void {
  kept.delete(replica);
  tell({ kind: 'ended', replica, how });
  leaveWhenEmpty();
}

function tell(news: KeeperNews): void {
  if (process.connected) process.send?.(news, undefined, undefined, () => {});
}

function leaveWhenEmpty(): void {
  if (forsaken && kept.size === 0) process.exit();
}
