import { setTimeout as pause } from 'node:timers/promises';

/** The metrics of a process at one moment: values by name and labels, as Prometheus writes them. */
export type Scrape = ReadonlyMap<string, number>;

/** Scrapes the metrics of a process every other second. */
export class MetricWatch {
  readonly #url: string;
  readonly scrapes: Scrape[] = [];

  constructor(url: string) {
    this.#url = `${url}/metrics`;
  }

  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.scrapes.push(await this.#scrape());
      await pause(2_000, undefined, { signal }).catch(() => {});
    }
    this.scrapes.push(await this.#scrape());
  }

  /** The last value, summed over all series whose name and labels hold these texts. */
  last(name: string, ...labels: readonly string[]): number {
    return sumOf(this.scrapes.at(-1) ?? new Map(), name, labels);
  }

  /** The greatest value that was seen. */
  greatest(name: string, ...labels: readonly string[]): number {
    return Math.max(0, ...this.scrapes.map((scrape) => sumOf(scrape, name, labels)));
  }

  async #scrape(): Promise<Scrape> {
    const text = await (await fetch(this.#url)).text();
    const samples = [...text.matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm)];
    return new Map(samples.map(([, series = '', value]) => [series, Number(value)]));
  }
}

function sumOf(scrape: Scrape, name: string, labels: readonly string[]): number {
  const found = [...scrape].filter(
    ([series]) => series.split('{')[0] === name && labels.every((label) => series.includes(label)),
  );
  return found.reduce((sum, [, value]) => sum + value, 0);
}
