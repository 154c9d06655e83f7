import { Buffer } from 'node:buffer';
import { UploadPartCopyCommand } from '@aws-sdk/client-s3';
import type { BlobHead } from '@spillway/core/blob';
import { type Bucket, objectOf } from './bucket.ts';
import { noSuchBlob } from './head-blob.ts';
import { checkUnchanged, findSources, type JoinSource } from './join-sources.ts';
import { uploadInParts } from './multipart-put.ts';
import { bytesOfPart, type JoinPart, type Piece, planJoin } from './plan-join.ts';
import { putWhole } from './put-blob.ts';
import { readRange } from './read-range.ts';
import { repeat } from './repeat.ts';
import { nameOf } from './s3-failure.ts';
import { type NumberedPart, type SentPart, sendBytes, sendEach, type Upload } from './send-parts.ts';

const mebibyte = 2 ** 20;
// The first set by S3; it would take copies of 5 GiB, but one call of which nothing is heard should not take minutes.
const bounds = { leastBytes: 5 * mebibyte, copiedBytes: 256 * mebibyte };
/** A service that copies less than a mebibyte in a second is taken for silent. */
const slowestCopyBytesPerMs = 1_024;

interface Join {
  readonly object: string;
  readonly sources: readonly JoinSource[];
  readonly signal: AbortSignal;
}

/**
 * Has the service copy the sources into the parts of an upload. Only what is too small for a part is read and sent; parts
 * of which bytes are in memory are bounded like those of puts.
 */
export async function joinObjects(
  bucket: Bucket,
  key: string,
  keys: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<BlobHead> {
  const object = objectOf(bucket, key);
  signal.throwIfAborted();
  const join = { object, sources: await findSources(bucket, keys, signal), signal };
  const sizes = join.sources.map(({ head }) => head.bytes);
  const plan = planJoin(sizes, { ...bounds, gatheredBytes: bucket.settings.partBytes });
  const [only] = plan;
  if (plan.length > 1 || (only && 'copied' in only)) return joinParts(bucket, join, plan);
  const bytes = await gather(bucket, join, { pieces: only?.gathered ?? [], signal });
  await checkUnchanged(bucket, join.sources, signal);
  return putWhole(bucket, object, bytes, signal);
}

function joinParts(bucket: Bucket, join: Join, plan: readonly JoinPart[]): Promise<BlobHead> {
  return uploadInParts(bucket, join, async (upload) => {
    const senders = plan.map((part) => (place: NumberedPart) => sendJoined(bucket, join, { upload, part, ...place }));
    const sent = await sendEach(bucket, () => senders, join.signal);
    await checkUnchanged(bucket, join.sources, join.signal);
    return sent;
  });
}

interface JoinedPart extends NumberedPart {
  readonly upload: Upload;
  readonly part: JoinPart;
}

async function sendJoined(bucket: Bucket, join: Join, { upload, part, ...place }: JoinedPart): Promise<SentPart> {
  if ('copied' in part) return copyPiece(bucket, join, { upload, piece: part.copied, ...place });
  const bytes = await gather(bucket, join, { pieces: part.gathered, signal: place.signal });
  return sendBytes(bucket, upload, { bytes, ...place });
}

interface CopiedPart extends NumberedPart {
  readonly upload: Upload;
  readonly piece: Piece;
}

async function copyPiece(bucket: Bucket, join: Join, { upload, piece, number, signal }: CopiedPart): Promise<SentPart> {
  const { key, object, head } = join.sources[piece.source] as JoinSource;
  const bytes = piece.end - piece.from;
  const command = new UploadPartCopyCommand({
    Bucket: bucket.name,
    Key: upload.object,
    UploadId: upload.id,
    PartNumber: number,
    CopySource: `${bucket.name}/${object.split('/').map(encodeURIComponent).join('/')}`,
    // S3 takes a range of no source of 5 MiB or less.
    ...(bytes < head.bytes && { CopySourceRange: `bytes=${piece.from}-${piece.end - 1}` }),
  });
  const timeoutMs = bucket.settings.timeoutMs + bytes / slowestCopyBytesPerMs;
  const attempt = (abortSignal: AbortSignal) => bucket.client.send(command, { abortSignal });
  try {
    const { CopyPartResult: { ETag, ChecksumCRC32 } = {} } = await repeat(bucket, attempt, { signal, timeoutMs });
    return { part: { PartNumber: number, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) }, bytes };
  } catch (error) {
    throw nameOf(error) === 'NoSuchKey' ? noSuchBlob(key, error) : error;
  }
}

async function gather(
  bucket: Bucket,
  { sources }: Join,
  { pieces, signal }: { readonly pieces: readonly Piece[]; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  const gathered = Buffer.allocUnsafeSlow(bytesOfPart({ gathered: pieces }));
  let at = 0;
  for (const { source, from, end } of pieces) {
    const { key } = sources[source] as JoinSource;
    for await (const chunk of readRange(bucket, key, { offset: from, length: end - from, signal })) {
      gathered.set(chunk, at);
      at += chunk.byteLength;
    }
  }
  return gathered.subarray(0, at);
}
