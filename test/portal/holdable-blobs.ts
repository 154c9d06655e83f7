import type { BlobStorage } from '@spillway/core/blob';
import { createMemoryBlobs } from '@spillway/core/memory';

export interface HoldableBlobs {
  readonly blobs: BlobStorage;
  /** Takes nothing more until it is disposed of: a batch that is cancelled meanwhile waits for its files, and is `cancelling`. */
  hold(): Disposable;
}

/** Blobs in memory that can be made to wait. */
export function holdableBlobs(): HoldableBlobs {
  const inner = createMemoryBlobs();
  let free: Promise<void> = Promise.resolve();
  return {
    blobs: {
      ...inner,
      async put(...put) {
        await free;
        return inner.put(...put);
      },
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      free = promise;
      return { [Symbol.dispose]: resolve };
    },
  };
}
