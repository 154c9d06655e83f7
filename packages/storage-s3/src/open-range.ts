import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { SpillwayError } from '@spillway/core/errors';
import type { Bucket } from './bucket.ts';
import { repeat } from './repeat.ts';

/** Which bytes of an object are wanted. */
export interface WantedRange {
  readonly object: string;
  readonly at: number;
  /** The end of the range, or of the object when not known. */
  readonly end: number | undefined;
  /** The version that the bytes before came from. */
  readonly etag: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** An answer of which the bytes are still to come. */
export interface OpenedRange {
  readonly body: Readable;
  /** Where the bytes end that were promised. */
  readonly end: number;
  readonly etag: string | undefined;
}

/** Asks for the bytes. Rejects with `unavailable` when they would continue another version of the object. */
export async function openRange(bucket: Bucket, wanted: WantedRange): Promise<OpenedRange> {
  const { object, at, end, etag, signal } = wanted;
  const whole = at === 0 && end === undefined;
  const get = new GetObjectCommand({
    Bucket: bucket.name,
    Key: object,
    ...(!whole && { Range: `bytes=${at}-${end === undefined ? '' : end - 1}` }),
  });
  const answer = await repeat(bucket, (abortSignal) => bucket.client.send(get, { abortSignal }), { signal });
  const body = answer.Body as Readable | undefined;
  if (body === undefined) throw misled('answered without a body');
  // Compared here and not by the service: services differ in how they read If-Match.
  const problem =
    etag !== undefined && answer.ETag !== etag
      ? 'holds another version than the bytes before'
      : wrongBytes(answer, wanted);
  if (problem === undefined) return { body, end: at + (answer.ContentLength ?? 0), etag: answer.ETag };
  body.on('error', () => {}).destroy();
  throw misled(problem);
}

/** What is wrong with the promised bytes. A service that ignores ranges would otherwise give others than asked for. */
function wrongBytes(
  { ContentRange, ContentLength }: GetObjectCommandOutput,
  { at, end }: WantedRange,
): string | undefined {
  if (ContentLength === undefined) return 'does not say how long its answer is';
  if (end !== undefined && at + ContentLength > end) return 'answered more than was asked for';
  if (at > 0 && !ContentRange?.startsWith(`bytes ${at}-`)) return 'answered another range than was asked for';
  return undefined;
}

function misled(problem: string): SpillwayError {
  return new SpillwayError(`The S3 service ${problem}.`, {
    code: 'unavailable',
    hint: 'Something else writes below the prefix of the bucket, or what stands between changes answers.',
  });
}
