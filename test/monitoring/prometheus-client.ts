import { setTimeout as pause } from 'node:timers/promises';

/** A series at this moment. */
export interface SeenSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Asks a Prometheus. */
export class PrometheusClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** What the expression is now. Throws what Prometheus complains of. */
  async query(expression: string): Promise<readonly SeenSeries[]> {
    const url = `${this.#url}/api/v1/query?${new URLSearchParams({ query: expression })}`;
    const { status, error, data } = (await (await fetch(url)).json()) as {
      readonly status: string;
      readonly error?: string;
      readonly data: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
  }

  /**
   * Waits until each expression is a number somewhere, or was lately: what happens once is soon in no rate any more.
   * Answers those that are none when the time is over.
   */
  async untilSeen(expressions: Iterable<string>, limitMs: number): Promise<readonly string[]> {
    let unseen = [...new Set(expressions)];
    for (const end = performance.now() + limitMs; unseen.length > 0 && performance.now() < end; await pause(500)) {
      const seen = await Promise.all(unseen.map((expression) => this.#isSeen(expression)));
      unseen = unseen.filter((_, place) => !seen[place]);
    }
    return unseen;
  }

  async #isSeen(expression: string): Promise<boolean> {
    const lately = await this.query(`max_over_time((${expression})[5m:1s])`);
    return lately.some(({ value }) => Number.isFinite(value));
  }
}
