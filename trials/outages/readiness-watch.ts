import { setTimeout as pause } from 'node:timers/promises';

/** One answer of `/readyz`; status 0 when the process did not answer. */
export interface Look {
  readonly askedMs: number;
  readonly answeredMs: number;
  readonly status: number;
}

/** Asks a server whether it is ready, all the time. */
export class ReadinessWatch {
  readonly #url: string;
  readonly looks: Look[] = [];

  constructor(url: string) {
    this.#url = `${url}/readyz`;
  }

  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const askedMs = performance.now();
      const status = await fetch(this.#url).then(
        async (answer) => {
          await answer.text();
          return answer.status;
        },
        () => 0,
      );
      this.looks.push({ askedMs, answeredMs: performance.now(), status });
      await pause(50);
    }
  }

  /** Milliseconds from the moment until it was ready for the first time; undefined when it never was. */
  readyAfter(momentMs: number): number | undefined {
    const look = this.looks.find(({ askedMs, status }) => askedMs >= momentMs && status === 200);
    return look && look.answeredMs - momentMs;
  }

  /** Those that were asked and answered in between. */
  between(fromMs: number, toMs: number): readonly Look[] {
    return this.looks.filter(({ askedMs, answeredMs }) => askedMs >= fromMs && answeredMs <= toMs);
  }
}
