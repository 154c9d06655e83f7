import { type Clock, systemClock } from '@spillway/core';
import { type CommandProcess, runCommandLine } from 'spillway';

/** What a command line said and answered. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly env?: CommandProcess['env'];
  /** Width of the terminal that both streams are; without it they are none. */
  readonly columns?: number;
  /** Told of everything as it is said. */
  readonly onText?: (text: string) => void;
  readonly clock?: Clock;
  /** What whoever sits at the terminal answers to a question; nobody sits there without. */
  readonly answer?: (question: string) => boolean;
  /** Nobody reads stdout behind so many writes, as behind `| head`. */
  readonly closedAfter?: number;
}

/** Time as it is, but nobody waits for long. */
export const hastyClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 2), signal) };

/** Calls the command in this process. */
export async function call(
  args: readonly string[],
  { env = {}, columns, onText, answer, clock = systemClock, closedAfter = Number.POSITIVE_INFINITY }: CallOptions = {},
): Promise<Said> {
  const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const into = (name: 'stdout' | 'stderr') => ({
    write(chunk: string | Uint8Array) {
      said[name].push(Buffer.from(chunk));
      onText?.(Buffer.from(chunk).toString());
      return true;
    },
    get writable() {
      return said[name].length < closedAfter;
    },
    ...(columns !== undefined && { isTTY: true, columns }),
  });
  const ask = answer && (async (question: string) => answer(question));
  const host = { env, clock, stdout: into('stdout'), stderr: into('stderr'), exit: () => {}, ask };
  const code = await runCommandLine(args, host);
  return { code, stdout: Buffer.concat(said.stdout).toString(), stderr: Buffer.concat(said.stderr).toString() };
}

/** The objects that it said with `--json`. */
export function objectsIn({ stdout }: Said): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
