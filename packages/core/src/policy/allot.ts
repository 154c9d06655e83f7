import type { Charge, Lane } from '../store/index.ts';

/** What the allotter knows of the worker that asks. */
export interface WorkerSnapshot {
  readonly pool: string;
  readonly models: readonly string[];
  /** Requests that it could start now. */
  readonly room: number;
  /** Requests that it finished a second, lately; null when unknown. */
  readonly requestsPerSecond: number | null;
  /** Live workers of its pool that serve its models, itself included. */
  readonly peers: number;
}

export interface AllotmentSnapshot {
  readonly asOf: number;
  readonly lanes: readonly Lane[];
  readonly charges: readonly Charge[];
  readonly worker: WorkerSnapshot;
  /** A number in [0, 1) to break ties with. */
  readonly chance: number;
}

/** The lane to claim from and how much. */
export interface Demand {
  readonly batchId: string;
  readonly model: string;
  readonly requests: number;
  readonly chargePerRequest: number;
}

/** Chooses the next claim of one worker, or nothing. Pure. */
export type AllotmentPolicy = (snapshot: AllotmentSnapshot) => Demand | undefined;
