import type { S3Client } from '@aws-sdk/client-s3';
import { checkBlobKey, isKeySegment } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import type { S3Settings } from './s3-blobs-options.ts';
import type { Slots } from './slots.ts';

/** The bucket that holds the blobs, and what the operations on it share. */
export interface Bucket {
  readonly name: string;
  readonly client: S3Client;
  readonly settings: S3Settings;
  /** Bound the parts in flight. */
  readonly slots: Slots;
}

// Set by S3, in bytes; blob keys have a byte for each character.
const maxObjectKeyLength = 1024;

/** What the names of all objects begin with. */
export function rootOf({ settings: { prefix } }: Bucket): string {
  return prefix === '' ? '' : `${prefix}/`;
}

/** The name of the object that holds the blob. Throws `invalid_argument` for what is no key, or too long with the prefix. */
export function objectOf(bucket: Bucket, key: string): string {
  checkBlobKey(key);
  const object = rootOf(bucket) + key;
  if (object.length <= maxObjectKeyLength) return object;
  throw new SpillwayError(`The key is too long behind the prefix "${bucket.settings.prefix}" of the bucket.`, {
    code: 'invalid_argument',
    param: 'key',
    hint: `Prefix and key have ${maxObjectKeyLength} characters at the most.`,
  });
}

/** The key of the blob that an object holds; undefined for an object that is nobody's blob. */
export function keyOf(bucket: Bucket, object: string): string | undefined {
  const key = object.slice(rootOf(bucket).length);
  return key.split('/').every(isKeySegment) ? key : undefined;
}
