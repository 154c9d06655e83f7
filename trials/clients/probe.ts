import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../wire/quantile.ts';

export interface ProbeReport {
  readonly calls: number;
  readonly errors: readonly string[];
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

const pauseMs = 25;

/** A well-behaved client that lists batches all the time, each time on a new connection, and notes how long it takes. */
export class Probe {
  readonly #took: number[] = [];
  readonly #errors: string[] = [];
  readonly #over = new AbortController();
  readonly #calling: Promise<void>;

  constructor(url: string) {
    this.#calling = this.#call(`${url}/v1/batches?limit=1`);
  }

  async end(): Promise<ProbeReport> {
    this.#over.abort();
    await this.#calling;
    const took = this.#took.toSorted((left, right) => left - right);
    const [p50Ms, p99Ms, mostMs] = [quantile(took, 0.5), quantile(took, 0.99), quantile(took, 1)];
    return { calls: took.length, errors: this.#errors, p50Ms, p99Ms, mostMs };
  }

  async #call(url: string): Promise<void> {
    while (!this.#over.signal.aborted) {
      const startedMs = performance.now();
      try {
        const answer = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(30_000) });
        await answer.arrayBuffer();
        if (answer.status !== 200) this.#errors.push(`answered ${answer.status}`);
      } catch (error) {
        this.#errors.push(String(error));
      }
      this.#took.push(performance.now() - startedMs);
      await sleep(pauseMs);
    }
  }
}
