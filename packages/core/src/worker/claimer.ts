import type { Charge, Claim, LaneSnapshot } from '../store/index.ts';
import type { FleetView } from './fleet-view.ts';
import type { WorkerOptions } from './worker-options.ts';

/** A claim and when it was asked for. */
export interface SentClaim {
  readonly claim: Claim;
  readonly tenant: string;
  /** Monotonic time before the call: the lease runs from here at the latest. */
  readonly sentMs: number;
}

export interface ClaimerOptions
  extends Pick<WorkerOptions, 'id' | 'pool' | 'store' | 'executor' | 'allot' | 'clock' | 'randomness'> {
  readonly leaseMs: number;
}

/** How long a snapshot of the lanes may serve several claims. */
const SNAPSHOT_MS = 250;

/** Finds the worker's next claim: lanes, policy, claim. */
export class Claimer {
  readonly #options: ClaimerOptions;
  #snapshot: (LaneSnapshot & { readonly charges: readonly Charge[] }) | undefined;
  #takenMs = 0;
  /** Lanes that handed out nothing although the snapshot said so. */
  readonly #empty = new Set<string>();

  constructor(options: ClaimerOptions) {
    this.#options = options;
  }

  /** The next claim, or how long to wait at the most before it makes sense to ask again. */
  async next(
    view: FleetView,
    demand: { readonly room: number; readonly requestsPerSecond: number | null },
  ): Promise<SentClaim | { readonly waitMs: number }> {
    const { id, pool, store, executor, allot, clock, randomness, leaseMs } = this.#options;
    const models = executor.models().map((model) => model.id);
    const { asOf, lanes, charges } = await this.#look(models, view.suspects);
    const candidates = lanes.filter((lane) => !this.#empty.has(`${lane.batchId} ${lane.model}`));
    const chosen = allot({
      asOf,
      lanes: candidates,
      charges,
      worker: { pool: pool.name, models, peers: view.peers, ...demand },
      chance: randomness.next(),
    });
    // Until the next snapshot nothing can look different, whatever a lane's due time says.
    if (!chosen) return { waitMs: Math.max(SNAPSHOT_MS, Math.min(...candidates.map((lane) => lane.dueInMs))) };
    const sentMs = clock.monotonic();
    const claim = await store.shards.claim({
      ...chosen,
      pool: pool.name,
      workerId: id,
      leaseMs,
      suspects: view.suspects,
    });
    if (!claim) {
      this.#empty.add(`${chosen.batchId} ${chosen.model}`);
      return { waitMs: candidates.length > 1 ? 0 : SNAPSHOT_MS };
    }
    const lane = candidates.find((candidate) => candidate.batchId === claim.batchId);
    return { claim, tenant: lane?.tenant ?? '', sentMs };
  }

  async #look(models: readonly string[], suspects: boolean): Promise<LaneSnapshot & { charges: readonly Charge[] }> {
    const { pool, store, clock } = this.#options;
    const nowMs = clock.monotonic();
    if (this.#snapshot && nowMs - this.#takenMs < SNAPSHOT_MS) return this.#snapshot;
    const snapshot = await store.shards.lanes({ pool: pool.name, models, suspects, perTenant: 4, limit: 256 });
    const shared = new Set(snapshot.lanes.map((lane) => lane.tenant)).size > 1;
    this.#snapshot = { ...snapshot, charges: shared ? await store.fleet.charges(pool.name) : [] };
    this.#takenMs = nowMs;
    this.#empty.clear();
    return this.#snapshot;
  }
}
