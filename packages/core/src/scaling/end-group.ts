import type { Clock } from '../clock.ts';

/** Between looks whether a group is empty. */
const LOOK_MS = 25;
/** What the system gets to remove killed processes. */
const REMOVAL_MS = 2_000;

/** Sends the signal to every process of the group. Nothing happens when there is none. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

export interface EndGroupOptions {
  /** What the processes get to end by themselves once they were told to. */
  readonly graceMs: number;
  readonly clock: Clock;
}

/** Tells the processes of a group to end, kills those that do not, and answers when none is left. */
export async function endGroup(pid: number, { graceMs, clock }: EndGroupOptions): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  if (await emptied(pid, { graceMs, clock })) return;
  signalGroup(pid, 'SIGKILL');
  await emptied(pid, { graceMs: REMOVAL_MS, clock });
}

async function emptied(pid: number, { graceMs, clock }: EndGroupOptions): Promise<boolean> {
  const untilMs = clock.monotonic() + graceMs;
  while (isGroup(pid)) {
    if (clock.monotonic() >= untilMs) return false;
    await clock.sleep(LOOK_MS);
  }
  return true;
}

/** Whether a process of the group is left. */
function isGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
