import type { ArrivingWork, ModelWork } from '../quote/model-sight.ts';
import type { Batch, Store } from '../store/index.ts';

/**
 * What this process has let in and no lane shows yet, since it waits to be planned: without it, batches that come at one
 * moment would all fit into the same free time. What other processes let in shows once it is planned.
 */
export class Arrivals {
  readonly #batches: Store['batches'];
  readonly #arriving = new Map<string, ArrivingWork>();

  constructor({ batches }: Pick<Store, 'batches'>) {
    this.#batches = batches;
  }

  note({ id, tenant, priority, createdAt, deadlineAt }: Batch, models: readonly ModelWork[]): void {
    this.#arriving.set(id, { id, tenant, priority, createdAt, deadlineAt, models });
  }

  /** Those that still wait to be planned. Ask before the lanes are read: what is planned between counts twice, not never. */
  async list(): Promise<readonly ArrivingWork[]> {
    const looks = [...this.#arriving.values()].map(async (work) => {
      const batch = await this.#batches.get(work);
      const waits = batch?.phase === 'validating' || (batch !== undefined && batch.requeue !== null);
      if (waits && batch.cancelRequestedAt === null) return [work];
      this.#arriving.delete(work.id);
      return [];
    });
    return (await Promise.all(looks)).flat();
  }
}
