import { type SpawnOptions, spawn } from 'node:child_process';
import type { ServerAccount } from './server-account.ts';

/** How a program ended. `code` is undefined when it could not be started, `output` then says why. */
export interface ProgramEnd {
  readonly code: number | null | undefined;
  /** What it printed on both channels. */
  readonly output: string;
  /** The system's error code when it could not be started. */
  readonly errno?: string | undefined;
}

interface RunOptions {
  readonly account: ServerAccount | undefined;
  readonly cwd?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Runs one of PostgreSQL's short-lived programs to its end. Rejects only when `signal` aborts, also at its end. */
export function runProgram(path: string, args: readonly string[], options: RunOptions): Promise<ProgramEnd> {
  const { cwd, signal } = options;
  return new Promise((resolve, reject) => {
    const spawned = { ...programOptions(options.account), ...(cwd === undefined ? {} : { cwd }) };
    const child = spawn(path, args, { ...spawned, stdio: ['ignore', 'pipe', 'pipe'], ...(signal ? { signal } : {}) });
    let output = '';
    for (const channel of [child.stdout, child.stderr]) {
      channel?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (!signal?.aborted) resolve({ code: undefined, output: error.message, errno: error.code });
    });
    child.on('close', (code) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, output });
    });
  });
}

/** Who runs a program, and its surroundings. Whatever the user set for other PostgreSQL programs stays outside. */
export function programOptions(account: ServerAccount | undefined): SpawnOptions {
  const outside = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...account, env: { ...Object.fromEntries(outside), LC_ALL: 'C', TZ: 'UTC' } };
}
