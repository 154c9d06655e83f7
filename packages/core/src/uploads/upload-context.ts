import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Retention } from '../retention/retention.ts';
import type { Limits } from '../spillway/limits.ts';
import type { Store, UploadRegistry } from '../store/index.ts';

/** What uploads stand on. */
export interface UploadContext {
  readonly store: Pick<Store, 'files' | 'uploads'>;
  readonly blobs: BlobStorage;
  readonly limits: Pick<Limits, 'uploadBytes'>;
  readonly retention: Retention;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomness: Randomness;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
}

export function registryOf({ store: { uploads } }: UploadContext): UploadRegistry {
  if (uploads) return uploads;
  throw new SpillwayError('The store takes no uploads in parts.', {
    code: 'invalid_argument',
    param: 'store',
    hint: 'Upload the file in one piece, or use a store with the role `uploads`.',
  });
}
