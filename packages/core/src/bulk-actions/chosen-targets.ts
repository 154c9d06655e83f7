import { SpillwayError } from '../errors/index.ts';
import type { Batch, BulkTarget } from '../store/index.ts';
import type { BulkTally } from './bulk-tally.ts';

/** What an order concerns now. */
export interface ChosenTargets extends BulkTally {
  readonly targets: readonly BulkTarget[];
  /** What an action that reopens them would make wait again, in the same order. */
  readonly revived: readonly RevivedTarget[];
}

export interface RevivedTarget {
  readonly batch: Pick<Batch, 'id' | 'tenant' | 'user'>;
  readonly requests: number;
  /** What it adds to the counts. */
  readonly weight: number;
}

/** Of a batch only what it takes to see whether there is room: a hundred thousand whole ones would not fit into memory. */
export function revivedTarget(
  { id, tenant, user }: RevivedTarget['batch'],
  requests: number,
  weight: number,
): RevivedTarget {
  return { batch: { id, tenant, user }, requests, weight };
}

const MOST_TARGETS = 100_000;

/** Throws `invalid_argument` when there are more than an action may have. */
export function addTarget(targets: BulkTarget[], target: BulkTarget): void {
  if (targets.length < MOST_TARGETS) targets.push(target);
  else {
    throw new SpillwayError(`The filter matches more than ${MOST_TARGETS.toLocaleString('en')} batches.`, {
      code: 'invalid_argument',
      param: 'filter',
      hint: 'Choose fewer at a time, for instance by created_before.',
    });
  }
}
