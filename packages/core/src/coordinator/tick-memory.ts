import { type FleetMemory, freshMemory } from '../policy/fleet/index.ts';
import type { ModelThroughput } from '../store/index.ts';
import type { LaneTotals } from './lane-totals.ts';

/** A live worker, as it was when it was first seen. */
export interface MetWorker {
  readonly id: string;
  /** From the wish for it until it began to beat; null where that says nothing of a cold start. */
  readonly comingMs: number | null;
  /** Whether it has said how long it took to be ready. */
  readonly ready: boolean;
}

/** What is remembered of one pool, as far as one model is concerned. */
export interface PoolMemory {
  /** What one replica did when it was last measured. */
  readonly rate: ModelThroughput | null;
  /** Times until the last few replicas were ready, by worker. */
  readonly ready: readonly { readonly id: string; readonly ms: number }[];
  /** Those that lived at the last look. Absent in what an older version left. */
  readonly met?: readonly MetWorker[];
  /** Replicas that lived at the last look. */
  readonly live: number;
  /** Replicas that were wanted. */
  readonly asked: number;
  /** Since when fewer lived than were wanted, and no more came. */
  readonly shortSinceAt: number | null;
}

/** What one tick of a model leaves to the next, in the tick's row: any coordinator may take over. */
export interface TickMemory {
  readonly version: 1;
  readonly policy: FleetMemory;
  /** For policies that need them. */
  readonly totals?: LaneTotals;
  /** By name. */
  readonly pools: Readonly<Record<string, PoolMemory>>;
}

/** The memory of a pool that was never looked at. */
export const freshPool: PoolMemory = { rate: null, ready: [], live: 0, asked: 0, shortSinceAt: null };

/** The memory that a tick came with. What another version left is forgotten. */
export function readTickMemory(memory: unknown): TickMemory {
  if (typeof memory === 'object' && memory !== null && 'version' in memory && memory.version === 1) {
    return memory as TickMemory;
  }
  return { version: 1, policy: freshMemory, pools: {} };
}
