import { HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { BlobHead } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import { type Bucket, objectOf } from './bucket.ts';
import { repeat } from './repeat.ts';
import { statusOf } from './s3-failure.ts';

/** What the service tells of an object without its bytes. */
export interface ObjectHead extends BlobHead {
  /** The version, in the service's own words. */
  readonly etag: string | undefined;
  readonly putAt: number | undefined;
}

/** The size of the blob, undefined when there is none. */
export async function headBlob(bucket: Bucket, key: string, signal?: AbortSignal): Promise<BlobHead | undefined> {
  const head = await headObject(bucket, objectOf(bucket, key), signal);
  return head && { bytes: head.bytes };
}

/** What is known of the object, undefined when there is none. */
export async function headObject(
  bucket: Bucket,
  object: string,
  signal: AbortSignal | undefined,
): Promise<ObjectHead | undefined> {
  const head = new HeadObjectCommand({ Bucket: bucket.name, Key: object });
  try {
    const answer = await repeat(bucket, (abortSignal) => bucket.client.send(head, { abortSignal }), { signal });
    return { bytes: answer.ContentLength ?? 0, etag: answer.ETag, putAt: answer.LastModified?.getTime() };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    // The answer to a head has no body, so it does not tell a missing object from a missing bucket.
    await checkBucket(bucket, signal);
    return undefined;
  }
}

/** What to throw for a key without a blob. */
export function noSuchBlob(key: string, cause?: unknown): SpillwayError {
  return new SpillwayError(`There is no blob "${key}".`, { code: 'not_found', param: 'key', cause });
}

async function checkBucket(bucket: Bucket, signal: AbortSignal | undefined): Promise<void> {
  const head = new HeadBucketCommand({ Bucket: bucket.name });
  const missing = Object.assign(new Error('The specified bucket does not exist'), { name: 'NoSuchBucket' });
  await repeat(
    bucket,
    async (abortSignal) => {
      try {
        await bucket.client.send(head, { abortSignal });
      } catch (error) {
        const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
        if ($metadata?.httpStatusCode === 404) throw Object.assign(missing, { $metadata });
        throw error;
      }
    },
    { signal },
  );
}
