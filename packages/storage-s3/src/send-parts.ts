import { type CompletedPart, UploadPartCommand } from '@aws-sdk/client-s3';
import { SpillwayError } from '@spillway/core/errors';
import type { Bucket } from './bucket.ts';
import type { PartReader } from './part-reader.ts';
import { repeat } from './repeat.ts';

/** An upload in parts that was begun. */
export interface Upload {
  readonly object: string;
  readonly id: string;
}

/** A part that the service has, as its completion names it. */
export interface SentPart {
  readonly part: CompletedPart;
  readonly bytes: number;
}

interface Sources {
  readonly first: Uint8Array;
  readonly parts: PartReader;
  readonly signal: AbortSignal;
}

// Set by S3.
const maxParts = 10_000;

/**
 * Sends all parts, at most as many at once as there are slots. Rejects with what failed first, when nothing of it is on
 * its way any more: a part that arrives behind the abort of its upload would stay for ever.
 */
export async function sendParts(bucket: Bucket, upload: Upload, sources: Sources): Promise<readonly SentPart[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([sources.signal, failing.signal]);
  const sending = new Set<Promise<void>>();
  const sent: SentPart[] = [];
  try {
    for (let part = sources.first; part.byteLength > 0; part = await nextPart(sources.parts, signal)) {
      const number = sent.push({ part: {}, bytes: part.byteLength });
      if (number > maxParts) throw tooManyParts(bucket);
      const free = await bucket.slots.take(signal);
      const one = sendPart(bucket, upload, { number, bytes: part, signal })
        .then((done) => {
          sent[number - 1] = done;
          sources.parts.reuse(part);
        })
        .catch((error: unknown) => failing.abort(error))
        .finally(() => {
          sending.delete(one);
          free();
        });
      sending.add(one);
    }
    await Promise.all(sending);
    signal.throwIfAborted();
    return sent;
  } catch (error) {
    failing.abort(error);
    throw error;
  } finally {
    await Promise.all(sending);
  }
}

async function nextPart(parts: PartReader, signal: AbortSignal): Promise<Uint8Array> {
  return parts.ended ? new Uint8Array() : parts.next(signal);
}

interface NumberedPart {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal;
}

async function sendPart(bucket: Bucket, upload: Upload, { number, bytes, signal }: NumberedPart): Promise<SentPart> {
  const crc32 = bucket.settings.capabilities.checksum === 'crc32';
  const command = new UploadPartCommand({
    Bucket: bucket.name,
    Key: upload.object,
    UploadId: upload.id,
    PartNumber: number,
    Body: bytes,
    ...(crc32 && { ChecksumAlgorithm: 'CRC32' }),
  });
  const answer = await repeat(bucket, (abortSignal) => bucket.client.send(command, { abortSignal }), {
    signal,
    bytes: bytes.byteLength,
  });
  const checksum = answer.ChecksumCRC32;
  return {
    part: { PartNumber: number, ETag: answer.ETag, ...(checksum !== undefined && { ChecksumCRC32: checksum }) },
    bytes: bytes.byteLength,
  };
}

function tooManyParts({ settings: { partBytes } }: Bucket): SpillwayError {
  return new SpillwayError(`S3 takes ${maxParts} parts of one blob, and they are full at ${partBytes} bytes each.`, {
    code: 'too_large',
    hint: 'Raise partBytes.',
  });
}
