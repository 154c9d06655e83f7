import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { LeftoverOptions } from '@spillway/core/blob';
import { type Bucket, rootOf } from './bucket.ts';
import { abandonUpload } from './multipart-put.ts';
import { repeat } from './repeat.ts';
import type { Upload } from './send-parts.ts';

const dayMs = 24 * 3_600 * 1_000;
// Set by S3.
const maxUploadsOfPage = 1_000;

/** Aborts the uploads below the prefix that nobody can still be making; how many. */
export async function removeLeftovers(
  bucket: Bucket,
  { olderThanMs = dayMs, signal }: LeftoverOptions = {},
  uploadsOfPage: number = maxUploadsOfPage,
): Promise<number> {
  const before = bucket.settings.clock.now() - olderThanMs;
  let removed = 0;
  for await (const { upload, begunAt } of uploadsOf(bucket, uploadsOfPage, signal)) {
    signal?.throwIfAborted();
    if (begunAt > before) continue;
    await abandonUpload(bucket, upload);
    removed += 1;
  }
  return removed;
}

async function* uploadsOf(
  bucket: Bucket,
  uploadsOfPage: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly upload: Upload; readonly begunAt: number }> {
  let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const place = { Bucket: bucket.name, Prefix: rootOf(bucket), MaxUploads: uploadsOfPage };
    const list = new ListMultipartUploadsCommand({ ...place, ...from });
    const page = await repeat(bucket, (abortSignal) => bucket.client.send(list, { abortSignal }), { signal });
    for (const { Key: object, UploadId: id, Initiated: begun } of page.Uploads ?? []) {
      // One without a date cannot be told from one that is under way.
      if (object && id && begun) yield { upload: { object, id }, begunAt: begun.getTime() };
    }
    if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
    from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}
