import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));

export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The `spillway` command in a process of its own, so that it can be killed. */
export class Command {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;
  /** Everything that it said. */
  said = '';
  #heard = Promise.withResolvers<void>();

  constructor(
    args: readonly string[],
    options: {
      readonly cwd: string;
      readonly env?: Readonly<Record<string, string>>;
      /** The file to run; that of `spillway` by default. */
      readonly program?: string;
    },
  ) {
    this.child = spawn(process.execPath, ['--conditions=@spillway/source', options.program ?? command, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    }
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.#hear('');
      return { code, signal };
    });
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): Promise<CommandEnd> {
    this.child.kill(signal);
    return this.ended;
  }

  /** The match in what it said; undefined when it ends before. */
  async until(pattern: RegExp): Promise<RegExpExecArray | undefined> {
    for (;;) {
      const match = pattern.exec(this.said);
      if (match) return match;
      if (!this.running) return undefined;
      await this.#heard.promise;
    }
  }

  #hear(text: string): void {
    // A process that lives long says much; what is looked for stands near the end.
    this.said = (this.said + text).slice(-20_000);
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}
