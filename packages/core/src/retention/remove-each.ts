import type { BlobStorage } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';

interface RemoveOptions<Thing> {
  readonly removeBytes: (things: readonly Thing[], signal: AbortSignal) => Promise<void>;
  readonly blobs: Pick<BlobStorage, 'ping'>;
  readonly signal: AbortSignal;
}

/**
 * Removes the bytes of all, and of each by itself where that fails. Answers which could not be removed, and why. Throws when
 * it is the storage that is away.
 */
export async function removeEach<Thing>(
  things: readonly Thing[],
  { removeBytes, blobs, signal }: RemoveOptions<Thing>,
): Promise<ReadonlyMap<Thing, unknown>> {
  const failed = new Map<Thing, unknown>();
  if (things.length === 0) return failed;
  try {
    await removeBytes(things, signal);
  } catch (error) {
    signal.throwIfAborted();
    // A storage that answers refuses only some of them.
    if (SpillwayError.is(error) && error.retryable) await blobs.ping(signal);
    for (const thing of things) {
      signal.throwIfAborted();
      await removeBytes([thing], signal).catch((why) => failed.set(thing, why));
    }
  }
  return failed;
}
