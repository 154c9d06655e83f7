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

/** Which part of its upload, and what ends its sending. */
export interface NumberedPart {
  readonly number: number;
  readonly signal: AbortSignal;
}

/** Sends one part. */
export type PartSender = (part: NumberedPart) => Promise<SentPart>;

/** Sends a source part by part, with no more of it in memory than there are slots, and one. */
export function sendParts(
  bucket: Bucket,
  upload: Upload,
  { first, parts, signal: given }: Sources,
): Promise<readonly SentPart[]> {
  async function* senders(signal: AbortSignal): AsyncGenerator<PartSender> {
    for (let bytes = first; bytes.byteLength > 0; bytes = await nextPart(parts, signal)) {
      const part = bytes;
      yield async (place) => {
        const sent = await sendBytes(bucket, upload, { bytes: part, ...place });
        parts.reuse(part);
        return sent;
      };
    }
  }
  return sendEach(bucket, senders, given);
}

/**
 * Sends all parts, at most as many at once as there are slots. Rejects with what failed first, when nothing of it is on
 * its way any more: a part that arrives behind the abort of its upload would stay for ever.
 */
export async function sendEach(
  bucket: Bucket,
  senders: (signal: AbortSignal) => AsyncIterable<PartSender> | Iterable<PartSender>,
  given: AbortSignal,
): Promise<readonly SentPart[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([given, failing.signal]);
  const sending = new Set<Promise<void>>();
  const sent: SentPart[] = [];
  try {
    for await (const send of senders(signal)) {
      const number = sent.push({ part: {}, bytes: 0 });
      if (number > maxParts) throw tooManyParts(bucket);
      const free = await bucket.slots.take(signal);
      const one = send({ number, signal })
        .then((done) => {
          sent[number - 1] = done;
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

/** Sends one part from memory. */
export async function sendBytes(
  bucket: Bucket,
  upload: Upload,
  { number, bytes, signal }: NumberedPart & { readonly bytes: Uint8Array },
): Promise<SentPart> {
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
