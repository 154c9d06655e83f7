import { countsOf, type WireBatch } from '../client/wire-batch.ts';
import { RateMeter } from '../progress/rate-meter.ts';

/** How fast batches go, from one look to the next. */
export class Paces {
  readonly #meters = new Map<string, RateMeter>();

  /** Notes how far they are at a moment of a monotonic clock; those that are not among them are forgotten. */
  note(batches: readonly WireBatch[], atMs: number): void {
    const ids = new Set(batches.map(({ id }) => id));
    for (const id of this.#meters.keys()) if (!ids.has(id)) this.#meters.delete(id);
    for (const batch of batches) {
      const meter = this.#meters.get(batch.id) ?? new RateMeter();
      const { completed, failed } = countsOf(batch);
      meter.add(atMs, completed + failed);
      this.#meters.set(batch.id, meter);
    }
  }

  /** Requests a second; before the second look what the server says of the whole batch. */
  of({ id, estimate }: WireBatch): number | undefined {
    return this.#meters.get(id)?.perSecond ?? estimate?.requests_per_second;
  }
}
