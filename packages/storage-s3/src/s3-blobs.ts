import type {
  BlobStorage,
  LeftoverOptions,
  SignedDownloadOptions,
  SignedRequest,
  SignedUploadOptions,
} from '@spillway/core/blob';
import type { LifecycleOptions } from './lifecycle.ts';
import type { S3Capabilities } from './s3-capabilities.ts';

/** Blobs as objects of a bucket. */
export interface S3Blobs extends BlobStorage {
  /** What the service was declared to do. */
  readonly capabilities: S3Capabilities;
  /**
   * A request that puts one blob directly, whole, as long as it is good. Whoever holds it may send it again and replace
   * the blob. It is signed on this machine; nothing is asked of the service.
   */
  signUpload(key: string, options: SignedUploadOptions): Promise<SignedRequest>;
  /** A request that reads one blob directly, by ranges too, as long as it is good; the blob may be absent. */
  signDownload(key: string, options: SignedDownloadOptions): Promise<SignedRequest>;
  /**
   * Frees what unfinished puts of dead processes hold, and answers how many there were. Safe in several processes at
   * once. The service counts the age of a put by its clock, this machine by its own.
   */
  removeLeftovers(options?: LeftoverOptions): Promise<number>;
  /** Has the service remove leftovers, and blobs by age, by itself. Other rules of the bucket stay. */
  applyLifecycle(options?: LifecycleOptions): Promise<void>;
}
