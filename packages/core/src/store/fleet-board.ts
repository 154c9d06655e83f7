import type { TimelineEvent } from './batch.ts';
import type { Permission } from './lane.ts';
import type { ModelThroughput } from './worker-registry.ts';

/** The right to decide about one model in all pools until the tick is due again. */
export interface FleetTick {
  readonly model: string;
  /** Makes the tick that of one holder: whoever takes it next raises it. */
  readonly fence: number;
  /** The store's time at which the tick was taken. */
  readonly asOf: number;
  /** What the last decision left, as plain JSON; null before the first. */
  readonly memory: unknown;
}

/** What a decision about one model in one pool was made from. */
export interface PoolObservation {
  /** Live workers that serve the model. */
  readonly live: number;
  /** What one of them does, as last measured; null until it was. */
  readonly throughput: ModelThroughput | null;
  /** What a fresh one takes until it works: measured, else as configured. */
  readonly coldStartMs: number;
  /** Open requests of the model, whichever pool may take them. */
  readonly openRequests: number;
  /** Their estimated tokens. */
  readonly openTokens: number;
}

/** What was decided about the tick's model in one pool. */
export interface PoolDecision {
  readonly pool: string;
  /** Permissions of the pool on lanes of the model; lanes that are not named keep theirs. */
  readonly permissions: readonly { readonly batchId: string; readonly permission: Permission }[];
  /** Workers that the pool should have for the model. */
  readonly desiredReplicas: number;
  /** For quotes and for people. */
  readonly observed?: PoolObservation;
}

/** What was decided about one model. */
export interface FleetDecision {
  /** Each pool at most once; what stands for a pool that is not named goes on standing. */
  readonly pools: readonly PoolDecision[];
  /** Unstarted requests of these batches' lanes of the model, in claims that this pool has now, are wanted back. */
  readonly recalls: readonly { readonly batchId: string; readonly pool: string }[];
  /** When the next tick is due. */
  readonly nextInMs: number;
  /** Lines for the histories of batches. */
  readonly events: readonly { readonly batchId: string; readonly event: TimelineEvent }[];
  /** Plain JSON for the next tick of the model, whoever holds it. */
  readonly memory: unknown;
}

/** The last decision about one model in one pool. */
export interface FleetStanding {
  readonly pool: string;
  readonly model: string;
  /** Workers that the pool should have for the model. */
  readonly desiredReplicas: number;
  readonly decidedAt: number;
  /** Null when the decision did not say, as those of coordinators one version older. */
  readonly observed: PoolObservation | null;
}

/** Service that a tenant got from a pool, in the unit of `ClaimDemand.chargePerRequest`. */
export interface Charge {
  readonly tenant: string;
  /** The sum of what was charged. */
  readonly service: number;
}

/** Decisions about the whole fleet, one holder for each model. For operators only. */
export interface FleetBoard {
  /**
   * Takes the tick when it is due, for `leaseMs`. Atomic: at most one holder has the current fence. The first call for
   * a model makes the tick, due now. No request names the empty model: its tick is for what concerns none.
   */
  claimTick(query: { readonly model: string; readonly leaseMs: number }): Promise<FleetTick | undefined>;
  /**
   * Records the decision for all its pools and ends the tick. Atomic; false, and nothing changed, when the fence is not
   * current.
   */
  decide(tick: FleetTick, decision: FleetDecision): Promise<boolean>;
  /** The standing decisions, by pool and model. */
  list(): Promise<readonly FleetStanding[]>;
  /** What each tenant was charged in the pool. */
  charges(pool: string): Promise<readonly Charge[]>;
}
