import type { BlobStorage } from '../blob/index.ts';
import type { OnRemoved } from '../telemetry/count-sweeps.ts';
import { removeEach } from './remove-each.ts';
import type { Sweep } from './sweep.ts';

/** Records that are over, and the bytes that they name. */
export interface DueThings<Thing> {
  readonly name: string;
  /** At the most in one step. */
  readonly atOnce: number;
  /** The longest due first. */
  find(limit: number): Promise<readonly Thing[]>;
  idOf(thing: Thing): string;
  removeBytes(things: readonly Thing[], signal: AbortSignal): Promise<void>;
  forget(ids: readonly string[]): Promise<void>;
  readonly onRemoved: OnRemoved;
}

const MOST_STUCK = 10_000;

/**
 * Removes the bytes of what is due, then the records: a crash between the two leaves no orphan. Bytes that cannot be removed
 * keep only their own record, and are in the way of no other: the error is thrown when the rest of the round is done.
 */
export function sweepDue<Thing>(due: DueThings<Thing>, blobs: Pick<BlobStorage, 'ping'>): Sweep {
  const stuck = new Set<string>();
  let failure: unknown;
  return {
    name: due.name,
    async step(signal) {
      const found = await due.find(due.atOnce + stuck.size);
      const things = found.filter((thing) => !stuck.has(due.idOf(thing))).slice(0, due.atOnce);
      const failed = await removeEach(things, { removeBytes: due.removeBytes, blobs, signal });
      for (const [thing, error] of failed) {
        stuck.add(due.idOf(thing));
        failure ??= error;
      }
      const gone = things.filter((thing) => !failed.has(thing));
      if (gone.length > 0) await due.forget(gone.map(due.idOf));
      due.onRemoved(gone.length);
      if (things.length === due.atOnce && stuck.size < MOST_STUCK) return 'more';
      const error = failure;
      stuck.clear();
      failure = undefined;
      if (error !== undefined) throw error;
      return 'done';
    },
  };
}
