import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What is kept of what a process says. */
const keptCharacters = 64 * 1024;

const programs: Readonly<Record<'spillway' | 'engine', string>> = {
  spillway: fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url)),
  engine: fileURLToPath(new URL('../../packages/simulator/src/engine/main.ts', import.meta.url)),
};

/** One of Spillway's programs in a process of its own. Disposing of it ends it. */
export class StartedProcess implements AsyncDisposable {
  readonly name: string;
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #said = '';
  #heard = Promise.withResolvers<void>();

  constructor(
    name: string,
    program: keyof typeof programs,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    this.name = name;
    const command = ['--conditions=@spillway/source', programs[program], ...args];
    this.#child = spawn(process.execPath, command, {
      env: { ...bareEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    }
    this.ended = once(this.#child, 'close').then(([code]: (number | null)[]) => {
      this.#hear('');
      return code ?? null;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The last that it said. */
  get said(): string {
    return this.#said;
  }

  /** Waits for the address that it says it is ready on. Throws when it ends before. */
  async url(): Promise<string> {
    for (;;) {
      const match = / ready on (http:\S+)/.exec(this.#said);
      if (match) return match[1] as string;
      await this.#more();
    }
  }

  /** Waits until it says that it is ready. */
  async ready(): Promise<void> {
    while (!/ ready\b/.test(this.#said)) await this.#more();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasEnded()) return;
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    await this.ended;
    clearTimeout(late);
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #more(): Promise<void> {
    if (this.#hasEnded()) throw new Error(`${this.name} ended before it was ready:\n${this.#said}`);
    await this.#heard.promise;
  }

  #hear(text: string): void {
    this.#said = (this.#said + text).slice(-keptCharacters);
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}

/** What a variable of this shell says must not reach the process. */
function bareEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(SPILLWAY|NODE_OPTIONS|VITEST)/.test(name)),
  );
}
