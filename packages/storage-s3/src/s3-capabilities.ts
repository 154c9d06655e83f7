import type { BlobCapabilities } from '@spillway/core/blob';

/** What the service behind a bucket can do. Services differ; what is said here is believed, nothing is tried out. */
export interface S3Capabilities extends BlobCapabilities {
  /** Whether one call removes many objects. A service that answers "not implemented" is then asked one by one. */
  readonly bulkRemove: boolean;
  /**
   * Whether an object can be copied into a part of an upload, of whatever size from 5 MiB on. Where it cannot, blobs are
   * joined by reading and sending them.
   */
  readonly copy: boolean;
  /** Whether the bucket takes lifecycle rules. */
  readonly lifecycle: boolean;
  /**
   * The checksum that the service checks and keeps beside each object. Whatever it is, every upload is signed together
   * with its SHA-256, so that a service that checks signatures refuses bytes that changed on the way.
   */
  readonly checksum: 'crc32' | 'none';
}
