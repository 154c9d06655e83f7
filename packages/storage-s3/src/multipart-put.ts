import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import type { BlobHead } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import type { Bucket } from './bucket.ts';
import type { PartReader } from './part-reader.ts';
import { repeat } from './repeat.ts';
import { nameOf } from './s3-failure.ts';
import { type SentPart, sendParts, type Upload } from './send-parts.ts';

/** Where an upload goes, and what ends it before it is seen. */
export interface UploadPlace {
  readonly object: string;
  readonly signal: AbortSignal;
}

/** A put in parts: its first part, and where the others come from. */
export interface PartedPut extends UploadPlace {
  readonly first: Uint8Array;
  readonly parts: PartReader;
}

const stampName = 'spillway-put';
const abandonTimeoutMs = 5_000;

/** Sends the parts, a few at once, and puts them together. */
export function putParts(bucket: Bucket, put: PartedPut): Promise<BlobHead> {
  return uploadInParts(bucket, put, (upload) => sendParts(bucket, upload, put));
}

/** Has the parts of a new upload sent, and puts them together. What fails before that is taken back. */
export async function uploadInParts(
  bucket: Bucket,
  place: UploadPlace,
  send: (upload: Upload) => Promise<readonly SentPart[]>,
): Promise<BlobHead> {
  const stamp = bucket.settings.randomness.id();
  const upload = await begin(bucket, place, stamp);
  try {
    const sent = await send(upload);
    place.signal.throwIfAborted();
    await complete(bucket, upload, { sent, stamp, signal: place.signal });
    return { bytes: sent.reduce((bytes, part) => bytes + part.bytes, 0) };
  } catch (error) {
    await abandonUpload(bucket, upload).catch(() => {});
    throw error;
  }
}

async function begin(bucket: Bucket, { object, signal }: UploadPlace, stamp: string): Promise<Upload> {
  const create = new CreateMultipartUploadCommand({
    Bucket: bucket.name,
    Key: object,
    Metadata: { [stampName]: stamp },
    ...(bucket.settings.capabilities.checksum === 'crc32' && { ChecksumAlgorithm: 'CRC32' }),
  });
  const { UploadId: id } = await repeat(bucket, (abortSignal) => bucket.client.send(create, { abortSignal }), {
    signal,
  });
  if (id !== undefined) return { object, id };
  throw new SpillwayError('The S3 service began an upload without naming it.', { code: 'unavailable' });
}

interface Completion {
  readonly sent: readonly SentPart[];
  readonly stamp: string;
  readonly signal: AbortSignal;
}

/** A repeated completion of which the first one's answer was lost finds no upload: then the object's stamp tells. */
async function complete(bucket: Bucket, upload: Upload, { sent, stamp, signal }: Completion): Promise<void> {
  const complete = new CompleteMultipartUploadCommand({
    Bucket: bucket.name,
    Key: upload.object,
    UploadId: upload.id,
    MultipartUpload: { Parts: sent.map(({ part }) => part) },
  });
  let attempts = 0;
  const attempt = (abortSignal: AbortSignal) => {
    attempts += 1;
    return bucket.client.send(complete, { abortSignal });
  };
  try {
    await repeat(bucket, attempt, { signal, commits: true, bytes: sent.length * bytesOfPartInTime });
  } catch (error) {
    if (attempts > 1 && nameOf(error) === 'NoSuchUpload' && (await hasStamp(bucket, upload, stamp))) return;
    throw error;
  }
}

/** Services put many parts together slowly: each counts as so many bytes that are sent. */
const bytesOfPartInTime = 16 * 1024;

async function hasStamp(bucket: Bucket, { object }: Upload, stamp: string): Promise<boolean> {
  const head = new HeadObjectCommand({ Bucket: bucket.name, Key: object });
  // Whatever keeps it from being seen, the failure of the completion says more.
  const seen = await repeat(bucket, (abortSignal) => bucket.client.send(head, { abortSignal })).catch(() => undefined);
  return seen?.Metadata?.[stampName] === stamp;
}

/** Frees what an upload holds. Rejects when the service cannot be asked; then the upload is a leftover. */
export async function abandonUpload(bucket: Bucket, { object, id }: Upload): Promise<void> {
  const abort = new AbortMultipartUploadCommand({ Bucket: bucket.name, Key: object, UploadId: id });
  try {
    await repeat(bucket, (abortSignal) => bucket.client.send(abort, { abortSignal }), {
      timeoutMs: abandonTimeoutMs,
      patienceMs: 0,
    });
  } catch (error) {
    if (nameOf(error) !== 'NoSuchUpload') throw error;
  }
}
