import type { FleetDecision, Lane, WorkerRecord } from '../store/index.ts';
import type { Pool } from './pool.ts';

/** All that is known of one model in one pool at one moment. */
export interface FleetSnapshot {
  /** The store's time, in milliseconds since the epoch. */
  readonly asOf: number;
  /** The pool that is decided for. */
  readonly pool: Pool;
  /** The model that is decided for. */
  readonly model: string;
  /** The lanes of the model with their permission for this pool, none included. */
  readonly lanes: readonly Lane[];
  /** The live workers of every pool. */
  readonly workers: readonly WorkerRecord[];
}

/** Decides for one (pool, model) which lanes it may take and how many replicas it wants. Pure. */
export type EscalationPolicy = (fleet: FleetSnapshot) => FleetDecision;
