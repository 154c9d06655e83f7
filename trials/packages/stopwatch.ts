export interface Step {
  readonly name: string;
  readonly seconds: number;
  /** What it showed. */
  readonly note: string;
}

/** Times steps one after another. */
export class Stopwatch {
  readonly steps: Step[] = [];
  readonly #say: (text: string) => void;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Runs a step that answers what it showed. Names the step when it throws. */
  async step(name: string, run: () => Promise<string>): Promise<void> {
    const startedMs = performance.now();
    try {
      const note = await run();
      const seconds = (performance.now() - startedMs) / 1_000;
      this.steps.push({ name, seconds, note });
      this.#say(`${seconds.toFixed(1).padStart(7)} s  ${name}: ${note}`);
    } catch (cause) {
      throw new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
}
