import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program in a process of its own; killed when it is disposed of. */
export class StartedProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly ended: Promise<void>;
  #said = '';
  #heard = Promise.withResolvers<void>();

  constructor(program: URL, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const command = ['--conditions=@spillway/source', program.pathname, ...args];
    this.#child = spawn(process.execPath, command, { env: { ...process.env, ...env } });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    }
    this.ended = once(this.#child, 'close').then(() => this.#hear(''));
  }

  /** All that it wrote until now. */
  get output(): string {
    return this.#said;
  }

  /** Waits until what it wrote matches; throws when it ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#said);
      if (match) return match;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`it ended without saying ${pattern}:\n${this.#said}`);
      }
      await this.#heard.promise;
    }
  }

  /** Leaves it no time for anything. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  #hear(text: string): void {
    this.#said += text;
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}
