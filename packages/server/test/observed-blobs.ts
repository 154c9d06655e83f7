import type { BlobStorage } from '@spillway/core/blob';
import { createMemoryBlobs } from '@spillway/core/memory';

/** Blobs that tell what goes on in them. */
export interface ObservedBlobs extends BlobStorage {
  /** Resolves once a read or put is under way. */
  readonly busy: Promise<void>;
  /** Resolves once everything under way has ended, after the first was. */
  readonly idle: Promise<void>;
}

/** Blobs whose reads and puts of files are seen from outside. */
export function observeBlobs(inner: BlobStorage = createMemoryBlobs()): ObservedBlobs {
  const busy = Promise.withResolvers<void>();
  const idle = Promise.withResolvers<void>();
  let running = 0;
  const begin = (): void => {
    running++;
    busy.resolve();
  };
  const end = (): void => {
    running--;
    if (running === 0) idle.resolve();
  };
  return {
    ...inner,
    busy: busy.promise,
    idle: idle.promise,
    async put(key, source, options) {
      if (!key.startsWith('files/')) return inner.put(key, source, options);
      begin();
      try {
        return await inner.put(key, source, options);
      } finally {
        end();
      }
    },
    async *read(key, range) {
      if (!key.startsWith('files/')) return yield* inner.read(key, range);
      begin();
      try {
        yield* inner.read(key, range);
      } finally {
        end();
      }
    },
  };
}
