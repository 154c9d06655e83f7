import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The command's source, which Node runs as it is. */
const commandPath: string = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program in a process of its own. Disposing of it lets it drain, and kills it when it does not. */
export class StartedProgram implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly ended: Promise<ProgramEnd>;
  #stdout = '';
  #stderr = '';
  #heard = Promise.withResolvers<void>();

  constructor(path: string, args: readonly string[], { cwd, env = {} }: ProgramOptions = {}) {
    const command = ['--conditions=@spillway/source', path, ...args];
    this.child = spawn(process.execPath, command, { cwd, env: { ...bareEnvironment(), ...env } });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear({ stdout: text }));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#hear({ stderr: text }));
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.#hear({});
      return { code, signal, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get stdout(): string {
    return this.#stdout;
  }

  /** Waits until what it said matches, and answers the match. Throws when it ends before. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr);
      if (match) return match;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`it ended without saying ${pattern}:\n${this.#stdout}\n${this.#stderr}`);
      }
      await this.#heard.promise;
    }
  }

  /** Sends the signal and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<ProgramEnd> {
    this.child.kill(signal);
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const late = setTimeout(() => this.child.kill('SIGKILL'), 16_000);
    await this.stop('SIGTERM');
    clearTimeout(late);
  }

  #hear({ stdout = '', stderr = '' }: { stdout?: string; stderr?: string }): void {
    this.#stdout += stdout;
    this.#stderr += stderr;
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}

export function startCommand(args: readonly string[], options?: ProgramOptions): StartedProgram {
  return new StartedProgram(commandPath, args, options);
}

/** Runs the command to its end. */
export function runCommand(args: readonly string[], options?: ProgramOptions): Promise<ProgramEnd> {
  return startCommand(args, options).ended;
}

/** What a variable of this shell says must not reach the program. */
function bareEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SPILLWAY|OPENAI|NODE_OPTIONS|VITEST)/.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
