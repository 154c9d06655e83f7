import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface ShellSessionOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What became of commands. */
export interface ShellEnd {
  /** Exit status of the last command. */
  readonly status: number;
  /** Line of the first command that failed where nothing expected it to; 0 when none did. */
  readonly failedLine: number;
}

/** Commands that were given to the shell. */
export interface ShellCommands {
  readonly end: Promise<ShellEnd>;
  /** What they have said so far; those in the background go on. */
  said(): string;
  /** The same beside it: progress, logs and errors. */
  noted(): string;
  /** Waits until what they have said is as wished, or `signal` aborts. */
  until(wished: (said: string) => boolean, signal: AbortSignal): Promise<void>;
}

/** One shell for a page, as its reader has: variables, folder and background programs stay from block to block. */
export class ShellSession implements AsyncDisposable {
  readonly #shell: ChildProcess;
  readonly #folder: string;
  readonly #ends: PromiseWithResolvers<ShellEnd>[] = [];
  #reports = '';
  #blocks = 0;

  constructor({ cwd, env }: ShellSessionOptions) {
    this.#folder = join(cwd, '.blocks');
    mkdirSync(this.#folder);
    const stdio = ['pipe', 'ignore', 'ignore', 'pipe'] as const;
    this.#shell = spawn('bash', ['--noprofile', '--norc'], { cwd, env, stdio: [...stdio] });
    (this.#shell.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#shell.once('close', () => {
      for (const end of this.#ends) end.reject(new Error('the block ended its shell'));
    });
    // Job control as in a terminal: `kill %1` reaches the whole program, and not only the npx in front of it.
    this.#write('set -m');
    this.#write(`trap 'failed=\${failed:-$LINENO}' ERR`);
  }

  run(text: string): ShellCommands {
    const path = join(this.#folder, String(++this.#blocks));
    const said = `${path}.out`;
    const noted = `${path}.err`;
    writeFileSync(path, text);
    writeFileSync(said, '');
    const ended = Promise.withResolvers<ShellEnd>();
    this.#ends.push(ended);
    this.#write(`failed=; . '${path}' >'${said}' 2>'${noted}' </dev/null; echo $? \${failed:-0} >&3`);
    return {
      end: ended.promise,
      said: () => readFileSync(said, 'utf8'),
      noted: () => readFileSync(noted, 'utf8'),
      until: (wished, signal) => untilSaid(said, wished, signal),
    };
  }

  /** Ends what the page left running in the background. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#shell, 'close');
    this.#write('trap - ERR; for job in $(jobs -p); do kill -- -$job; done; wait; exit');
    await closed;
  }

  #write(line: string): void {
    this.#shell.stdin?.write(`${line}\n`);
  }

  #hear(text: string): void {
    const lines = (this.#reports + text).split('\n');
    this.#reports = lines.pop() ?? '';
    for (const line of lines) {
      const [status = 1, failedLine = 0] = line.split(' ').map(Number);
      this.#ends.shift()?.resolve({ status, failedLine });
    }
  }
}

async function untilSaid(path: string, wished: (said: string) => boolean, signal: AbortSignal): Promise<void> {
  const changes = watch(path, { signal });
  try {
    while (!wished(readFileSync(path, 'utf8'))) await once(changes, 'change', { signal });
  } finally {
    changes.close();
  }
}
