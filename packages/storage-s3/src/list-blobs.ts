import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type BlobPage, checkKeyPrefix, type ListedBlob } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import { type Bucket, keyOf, rootOf } from './bucket.ts';
import { repeat } from './repeat.ts';

/** Which blobs are asked for. */
export interface ListQuery {
  readonly prefix: string;
  readonly after?: string;
  readonly limit: number;
}

// Set by S3.
const maxKeysOfPage = 1_000;

/** A page of blobs. Objects whose names are no keys, which somebody else put there, are passed over. */
export async function listBlobs(bucket: Bucket, { prefix, after, limit }: ListQuery): Promise<BlobPage> {
  checkKeyPrefix(prefix);
  checkLimit(limit);
  const blobs: ListedBlob[] = [];
  // One more than asked for tells whether there are more: what is passed over must not be mistaken for a blob.
  let from = after === undefined ? undefined : rootOf(bucket) + after;
  while (blobs.length <= limit) {
    const page = await listObjects(bucket, { prefix, from, count: Math.min(limit + 1 - blobs.length, maxKeysOfPage) });
    for (const { object, ...found } of page.objects) {
      const key = keyOf(bucket, object);
      if (key !== undefined) blobs.push({ key, ...found });
    }
    from = page.objects.at(-1)?.object;
    if (!page.hasMore || from === undefined) break;
  }
  return { blobs: blobs.slice(0, limit), hasMore: blobs.length > limit };
}

interface ObjectPage {
  readonly objects: readonly (Omit<ListedBlob, 'key'> & { readonly object: string })[];
  readonly hasMore: boolean;
}

async function listObjects(
  bucket: Bucket,
  { prefix, from, count }: { readonly prefix: string; readonly from: string | undefined; readonly count: number },
): Promise<ObjectPage> {
  const list = new ListObjectsV2Command({
    Bucket: bucket.name,
    Prefix: rootOf(bucket) + prefix,
    MaxKeys: count,
    ...(from !== undefined && { StartAfter: from }),
  });
  const { Contents = [], IsTruncated = false } = await repeat(bucket, (abortSignal) =>
    bucket.client.send(list, { abortSignal }),
  );
  const objects = Contents.map(({ Key = '', Size = 0, LastModified }) => ({
    object: Key,
    bytes: Size,
    // One without a date cannot be told from one that was put just now.
    putAt: LastModified?.getTime() ?? bucket.settings.clock.now(),
  }));
  return { objects, hasMore: IsTruncated };
}

function checkLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit > 0) return;
  throw new SpillwayError(`A page cannot hold ${limit} blobs.`, { code: 'invalid_argument', param: 'limit' });
}
