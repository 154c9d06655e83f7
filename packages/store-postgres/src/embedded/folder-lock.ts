import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@spillway/core/clock';
import { SpillwayError } from '@spillway/core/errors';
import { isAlive, ownMark } from './process-mark.ts';

const POLL_MS = 15;
const TIMEOUT_MS = 180_000;

interface FolderLockOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `run` while no other process, and no other caller in this one, runs under the lock of the same folder.
 *
 * Lamport's bakery, with a file for each variable: everyone draws a number above those he sees, and the lowest goes
 * first. A lock file that is broken when its holder died has a race between two breakers; here every file name is
 * unique to its maker, so removing a dead one's file can never remove a living one's.
 */
export async function withFolderLock<T>(dir: string, options: FolderLockOptions, run: () => Promise<T>): Promise<T> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ticket = drawTicket(dir);
  try {
    await waitForTurn(dir, ticket, options);
    return await run();
  } finally {
    rmSync(join(dir, ticket), { force: true });
  }
}

function drawTicket(dir: string): string {
  const mark = ownMark();
  // While it lies there, others wait: they cannot know yet whether the number will be below theirs.
  const choosing = join(dir, `choosing.${mark}`);
  writeFileSync(choosing, '', { mode: 0o600 });
  try {
    const highest = readdirSync(dir).reduce((highest, name) => Math.max(highest, numberOf(name) ?? 0), 0);
    const ticket = `${highest + 1}.${mark}`;
    writeFileSync(join(dir, ticket), '', { mode: 0o600 });
    return ticket;
  } finally {
    rmSync(choosing, { force: true });
  }
}

async function waitForTurn(dir: string, ticket: string, { clock, signal }: FolderLockOptions): Promise<void> {
  const startedAt = clock.monotonic();
  for (;;) {
    signal?.throwIfAborted();
    const ahead = readdirSync(dir).find((name) => goesFirst(name, ticket) && stillWanted(dir, name));
    if (ahead === undefined) return;
    if (clock.monotonic() - startedAt > TIMEOUT_MS) throw neverItsTurn(dir, ahead);
    await clock.sleep(POLL_MS, signal);
  }
}

function goesFirst(name: string, ticket: string): boolean {
  if (name === ticket) return false;
  const theirs = numberOf(name);
  const ours = numberOf(ticket) ?? 0;
  return theirs === undefined || theirs < ours || (theirs === ours && name < ticket);
}

function stillWanted(dir: string, name: string): boolean {
  if (isAlive(markOf(name))) return true;
  rmSync(join(dir, name), { force: true });
  return false;
}

function numberOf(name: string): number | undefined {
  const number = Number.parseInt(name, 10);
  return Number.isNaN(number) ? undefined : number;
}

function markOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

function neverItsTurn(dir: string, ahead: string): SpillwayError {
  const [pid] = markOf(ahead).split('.');
  return new SpillwayError(`Process ${pid} has held the lock ${dir} for ${TIMEOUT_MS / 1000} s.`, {
    code: 'timeout',
    hint: `Look at process ${pid}: it may be stopped or stuck. The lock ends with it.`,
  });
}
