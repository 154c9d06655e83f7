import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../command.ts';

/** A process that is started again whenever it ends, as by a supervisor. */
export class Supervised {
  readonly #start: () => Command;
  readonly #kept: Promise<void>;
  #command: Command;
  #stopped = false;
  /** Times that it ended although nobody had told it to. */
  deaths = 0;

  /** It ends with `signal`, too, so that nobody waits for it any more. */
  constructor(start: () => Command, signal: AbortSignal) {
    this.#start = start;
    this.#command = start();
    this.#kept = this.#keep();
    signal.addEventListener('abort', () => void this.stop(), { once: true });
    if (signal.aborted) void this.stop();
  }

  /** What the process that runs now, or a later one, says when it is ready. */
  async ready(pattern: RegExp): Promise<RegExpExecArray | undefined> {
    while (!this.#stopped) {
      const match = await this.#command.until(pattern);
      if (match) return match;
      await pause(100);
    }
    return undefined;
  }

  /** Without notice. */
  kill(): void {
    this.#command.child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#command.kill('SIGTERM');
    await this.#kept;
  }

  async #keep(): Promise<void> {
    for (;;) {
      await this.#command.ended;
      if (this.#stopped) return;
      this.deaths++;
      this.#command = this.#start();
    }
  }
}
