import type { Charge, Lane } from '../store/index.ts';

/** What the allotter knows of the worker that asks. */
export interface WorkerSnapshot {
  /** The name of its pool. */
  readonly pool: string;
  /** What its engines serve. */
  readonly models: readonly string[];
  /** Requests that it could start now. */
  readonly room: number;
  /** Requests that it finished a second, lately; null when unknown. */
  readonly requestsPerSecond: number | null;
  /** Live workers of its pool that serve its models, itself included. */
  readonly peers: number;
}

/** All that an allotment policy decides from. */
export interface AllotmentSnapshot {
  /** The store's time when the lanes were read, in milliseconds since the epoch. */
  readonly asOf: number;
  /** Lanes with work that the worker's pool may take, and those whose work is due later. */
  readonly lanes: readonly Lane[];
  /** What each tenant was charged in this pool; a tenant that is not named was charged nothing. */
  readonly charges: readonly Charge[];
  /** What the worker may claim at most of tenants that have a cap; one that is not named has none. */
  readonly allowances?: ReadonlyMap<string, number>;
  /** Who asks. */
  readonly worker: WorkerSnapshot;
  /** A number in [0, 1) to break ties with. */
  readonly chance: number;
}

/** The lane to claim from and how much. */
export interface Demand {
  /** With `model`, the lane. */
  readonly batchId: string;
  /** With `batchId`, the lane. */
  readonly model: string;
  /** Requests wanted, at the most. */
  readonly requests: number;
  /** Service that the tenant is charged for each request handed out; `fairAllotment` charges estimated tokens. */
  readonly chargePerRequest: number;
}

/** Chooses the next claim of one worker, or nothing. Pure. */
export type AllotmentPolicy = (snapshot: AllotmentSnapshot) => Demand | undefined;
