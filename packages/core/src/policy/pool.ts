import type { Permission } from '../store/index.ts';

/** A class of workers. */
export interface Pool {
  /** A word, for instance `spot`; workers name it when they start. */
  readonly name: string;
  /** Whether its workers may vanish at any moment. */
  readonly preemptible: boolean;
  /** Price of one worker for an hour; one currency for all pools. */
  readonly pricePerHour: number;
  /** Permission on the lanes of a new batch, until the fleet decides otherwise. */
  readonly permission: Permission;
  /** Workers of each model that run whatever the work is; 0 by default. */
  readonly minReplicas?: number;
  /** Workers of each model at the most, where something starts and stops them; by default as many as happen to live. */
  readonly maxReplicas?: number;
  /**
   * Whether something starts and stops its workers; by default where there is a `maxReplicas`. Without one, 16 of each
   * model at the most.
   */
  readonly scaled?: boolean;
  /** What a fresh worker takes until it works, until that was measured; three minutes by default. */
  readonly coldStartMs?: number;
}

/** Spot takes everything from the start; dedicated takes interrupted work, and the rest once the deadline asks for it. */
export const defaultPools: readonly Pool[] = [
  { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all' },
  { name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'none' },
];
