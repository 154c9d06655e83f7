import type { Clock } from '../clock.ts';
import type { ArrivingWork, ModelWork } from '../quote/model-sight.ts';
import type { Batch, Store } from '../store/index.ts';

export interface ArrivalsOptions {
  readonly store: Pick<Store, 'batches'>;
  readonly clock: Clock;
}

/** A thousand batches that come at once would else be looked up a thousand times each. */
const LOOK_MS = 1_000;

/**
 * What this process has let in and no lane shows yet, since it waits to be planned: without it, batches that come at one
 * moment would all fit into the same free time. What other processes let in shows once it is planned.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #arriving = new Map<string, ArrivingWork>();
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  note({ id, tenant, priority, createdAt, deadlineAt }: Batch, models: readonly ModelWork[]): void {
    this.#arriving.set(id, { id, tenant, priority, createdAt, deadlineAt, models });
  }

  /**
   * Those that still waited to be planned within the last second. Ask before the lanes are read: what is planned between
   * counts twice, not never.
   */
  async list(): Promise<readonly ArrivingWork[]> {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs - this.#lookedMs >= LOOK_MS) {
      this.#lookedMs = nowMs;
      await this.#forgetPlanned();
    }
    return [...this.#arriving.values()];
  }

  async #forgetPlanned(): Promise<void> {
    const looks = [...this.#arriving.values()].map(async (work) => {
      const batch = await this.#options.store.batches.get(work);
      const waits = batch?.phase === 'validating' || (batch !== undefined && batch.requeue !== null);
      if (!waits || batch.cancelRequestedAt !== null) this.#arriving.delete(work.id);
    });
    await Promise.all(looks);
  }
}
