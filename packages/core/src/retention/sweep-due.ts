import type { BlobStorage } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
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
      const failed = await remove(things, due, { blobs, signal });
      for (const [thing, error] of failed) {
        stuck.add(due.idOf(thing));
        failure ??= error;
      }
      const gone = things.filter((thing) => !failed.has(thing));
      if (gone.length > 0) await due.forget(gone.map(due.idOf));
      if (things.length === due.atOnce && stuck.size < MOST_STUCK) return 'more';
      const error = failure;
      stuck.clear();
      failure = undefined;
      if (error !== undefined) throw error;
      return 'done';
    },
  };
}

interface RemoveOptions {
  readonly blobs: Pick<BlobStorage, 'ping'>;
  readonly signal: AbortSignal;
}

/** Answers those that could not be removed. Throws when it is the storage that is away. */
async function remove<Thing>(
  things: readonly Thing[],
  due: DueThings<Thing>,
  { blobs, signal }: RemoveOptions,
): Promise<ReadonlyMap<Thing, unknown>> {
  const failed = new Map<Thing, unknown>();
  if (things.length === 0) return failed;
  try {
    await due.removeBytes(things, signal);
  } catch (error) {
    signal.throwIfAborted();
    // A storage that answers refuses only some of them.
    if (SpillwayError.is(error) && error.retryable) await blobs.ping(signal);
    for (const thing of things) {
      signal.throwIfAborted();
      await due.removeBytes([thing], signal).catch((why) => failed.set(thing, why));
    }
  }
  return failed;
}
