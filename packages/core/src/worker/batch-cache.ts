import type { Batch, BatchLedger } from '../store/index.ts';

/** What workers need of a batch never changes while it runs, so each is asked for once. */
export class BatchCache {
  readonly #ledger: BatchLedger;
  readonly #batches = new Map<string, Batch>();

  constructor(ledger: BatchLedger) {
    this.#ledger = ledger;
  }

  /** The batch, planned; undefined when it is gone. */
  async get(tenant: string, id: string): Promise<Batch | undefined> {
    const known = this.#batches.get(id);
    if (known) return known;
    const batch = await this.#ledger.get({ tenant, id });
    if (!batch?.plan) return undefined;
    this.#batches.set(id, batch);
    const oldest = this.#batches.keys().next();
    if (this.#batches.size > 256 && !oldest.done) this.#batches.delete(oldest.value);
    return batch;
  }
}
