import { HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { BlobHead } from '@spillway/core/blob';
import { type Bucket, objectOf } from './bucket.ts';
import { repeat } from './repeat.ts';
import { statusOf } from './s3-failure.ts';

/** The size of the blob, undefined when there is none. */
export async function headBlob(bucket: Bucket, key: string, signal?: AbortSignal): Promise<BlobHead | undefined> {
  const head = new HeadObjectCommand({ Bucket: bucket.name, Key: objectOf(bucket, key) });
  try {
    const answer = await repeat(bucket, (abortSignal) => bucket.client.send(head, { abortSignal }), { signal });
    return { bytes: answer.ContentLength ?? 0 };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    // The answer to a head has no body, so it does not tell a missing object from a missing bucket.
    await checkBucket(bucket, signal);
    return undefined;
  }
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
