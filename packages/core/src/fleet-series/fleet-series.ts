import type { Clock } from '../clock.ts';
import { orAborted } from '../or-aborted.ts';
import type { Pool } from '../policy/index.ts';
import type { Trouble } from '../spillway/options.ts';
import type { Store } from '../store/index.ts';
import { type FleetPoint, pointOf } from './fleet-point.ts';
import { WorkRates } from './work-rates.ts';

/** The fleet's last hour, as this process saw it. */
export interface FleetSeries {
  /** Between two points. */
  readonly spanMs: number;
  /** The oldest first; there is a gap where the store could not be read. */
  readonly points: readonly FleetPoint[];
}

export interface FleetSamplerOptions {
  readonly store: Pick<Store, 'batches' | 'workers' | 'fleet'>;
  readonly pools: readonly Pool[];
  readonly clock: Clock;
  readonly onTrouble: (trouble: Trouble) => void;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
}

const SPAN_MS = 10_000;
const HOUR_MS = 3_600_000;
const MOST_POINTS = HOUR_MS / SPAN_MS;
const live = ['validating', 'in_progress', 'finalizing', 'cancelling'] as const;

/** Samples the fleet every ten seconds, four small reads of the store, for everybody in the process who wants to know. */
export class FleetSampler {
  readonly #options: FleetSamplerOptions;
  readonly #rates = new WorkRates();
  #points: readonly FleetPoint[] = [];
  /** By the monotonic clock: nobody wants to know any more. */
  #untilMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #first = Promise.resolve();

  constructor(options: FleetSamplerOptions) {
    this.#options = options;
  }

  /** Samples until the Spillway is closed, so that the last hour is there whenever somebody asks. */
  keep(): void {
    this.#untilMs = Number.POSITIVE_INFINITY;
    this.#begin();
  }

  /** The points; the first call begins to sample, and an hour after the last it ends. */
  async series(): Promise<FleetSeries> {
    this.#untilMs = Math.max(this.#untilMs, this.#options.clock.monotonic() + HOUR_MS);
    this.#begin();
    await this.#first;
    return { spanMs: SPAN_MS, points: this.#points };
  }

  /** Resolves once the last sample is over. */
  async ended(): Promise<void> {
    await this.#running;
  }

  #begin(): void {
    if (this.#running || this.#options.closing.aborted) return;
    this.#first = this.#sample();
    this.#running = this.#sampleOn().finally(() => {
      this.#running = undefined;
    });
  }

  async #sampleOn(): Promise<void> {
    const { clock, closing } = this.#options;
    await this.#first;
    while (!closing.aborted && clock.monotonic() < this.#untilMs) {
      await clock.sleep(SPAN_MS, closing);
      if (!closing.aborted) await this.#sample();
    }
  }

  async #sample(): Promise<void> {
    const { store, pools, clock, closing, onTrouble } = this.#options;
    try {
      const looks = Promise.all([
        store.fleet.list(),
        store.workers.list(),
        store.batches.backlog({ exact: true }),
        store.batches.list({ statuses: live, order: 'oldest', limit: 1 }),
      ]);
      // What is never answered must not keep a process from its end.
      const [standings, workers, queue, oldest] = await orAborted(looks, closing);
      this.#rates.note(workers);
      const at = clock.now();
      const oldestAt = oldest.batches[0]?.createdAt;
      const point = pointOf({ at, pools, standings, workers, queue, oldestAt, rates: this.#rates });
      this.#points = [...this.#points, point].filter((one) => one.at > at - HOUR_MS).slice(-MOST_POINTS);
    } catch (error) {
      if (!closing.aborted) onTrouble({ where: 'fleet series', error });
    }
  }
}
