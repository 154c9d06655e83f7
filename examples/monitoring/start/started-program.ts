import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

export interface StartOptions {
  /** The programs that may be it; the first that is installed runs. */
  readonly programs: readonly string[];
  readonly args: readonly string[];
  /** Answers with a 200 once it is ready. */
  readonly readyUrl: string;
}

/** A server in a process of its own. Disposing of it ends it. */
export interface StartedProgram extends AsyncDisposable {
  /** Settles when it ends, with its last words. */
  readonly ended: Promise<string>;
}

const killAfterMs = 5_000;
const keptCharacters = 4_000;

/** Starts it, and waits until it is ready. Throws when it is not installed, and with its last words when it ends before. */
export async function startProgram({ programs, args, readyUrl }: StartOptions): Promise<StartedProgram> {
  const child = await spawnFirst(programs, args);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-keptCharacters);
    });
  }
  const ended = once(child, 'close').then(() => said);
  const started: StartedProgram = { ended, [Symbol.asyncDispose]: () => end(child, ended) };
  while (!(await answers(readyUrl))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${child.spawnfile} ended before it was ready:\n${await ended}`);
    await pause(50);
  }
  return started;
}

async function spawnFirst(programs: readonly string[], args: readonly string[]): Promise<ChildProcess> {
  for (const program of programs) {
    // Ctrl-C is for whoever started it, who then ends it.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const problem = await Promise.race([once(child, 'spawn').then(() => undefined), once(child, 'error')]).catch(
      (error: unknown) => [error],
    );
    if (problem === undefined) return child;
    const [error] = problem as [NodeJS.ErrnoException];
    if (error.code !== 'ENOENT') throw error;
  }
  throw new Error(
    `There is no ${programs.join(' or ')} here. On Debian: npm run services -- install prometheus alertmanager`,
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await ended;
  clearTimeout(late);
}
