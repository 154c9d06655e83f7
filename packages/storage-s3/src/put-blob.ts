import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { BlobHead, BlobSource } from '@spillway/core/blob';
import { type Bucket, objectOf } from './bucket.ts';
import { putParts } from './multipart-put.ts';
import { PartReader } from './part-reader.ts';
import { repeat } from './repeat.ts';

// Bytes that are in memory already cost nothing more in one call: up to four parts.
const partsInOneCall = 4;

/**
 * What fits into a part is one call, and the service is all-or-nothing. What does not is sent in parts that nobody sees
 * until the call that puts them together.
 */
export async function putBlob(
  bucket: Bucket,
  key: string,
  source: BlobSource,
  signal: AbortSignal | undefined,
): Promise<BlobHead> {
  const object = objectOf(bucket, key);
  signal?.throwIfAborted();
  const { partBytes } = bucket.settings;
  if (source instanceof Uint8Array && source.byteLength <= partsInOneCall * partBytes)
    return putWhole(bucket, object, source, signal);
  const parts = new PartReader(source, partBytes);
  try {
    const first = await parts.next(signal ?? never);
    if (first.byteLength < partBytes) return await putWhole(bucket, object, first, signal);
    return await putParts(bucket, { object, first, parts, signal: signal ?? never });
  } finally {
    parts.end();
  }
}

const never: AbortSignal = new AbortController().signal;

/** Puts bytes that are in memory, in one call. */
export async function putWhole(
  bucket: Bucket,
  object: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<BlobHead> {
  signal?.throwIfAborted();
  const put = new PutObjectCommand({ Bucket: bucket.name, Key: object, Body: bytes, ...checksumOf(bucket) });
  await repeat(bucket, (abortSignal) => bucket.client.send(put, { abortSignal }), {
    signal,
    commits: true,
    bytes: bytes.byteLength,
  });
  return { bytes: bytes.byteLength };
}

function checksumOf({ settings }: Bucket): { readonly ChecksumAlgorithm?: 'CRC32' } {
  return settings.capabilities.checksum === 'crc32' ? { ChecksumAlgorithm: 'CRC32' } : {};
}
