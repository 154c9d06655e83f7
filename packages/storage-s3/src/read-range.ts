import type { BlobRange } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import { type Bucket, objectOf } from './bucket.ts';
import { headBlob, noSuchBlob } from './head-blob.ts';
import { type OpenedRange, openRange } from './open-range.ts';
import { readBody } from './read-body.ts';
import { statusOf } from './s3-failure.ts';
import { translateError } from './translate-error.ts';

const maxFruitlessReads = 5;
const longestWaitMs = 4_000;

/**
 * The bytes of a range, in the chunks of the connection. A connection that breaks, falls silent or ends early is
 * replaced by one that goes on where it stopped, as long as bytes keep coming.
 */
export async function* readRange(bucket: Bucket, key: string, range: BlobRange = {}): AsyncGenerator<Uint8Array> {
  const object = objectOf(bucket, key);
  const { offset = 0, length, signal } = range;
  checkPosition('offset', offset);
  if (length !== undefined) checkPosition('length', length);
  signal?.throwIfAborted();
  if (length === 0) return checkBeginning(bucket, key, range);
  let [at, end, fruitless] = [offset, length === undefined ? undefined : offset + length, 0];
  for (let etag: string | undefined; end === undefined || at < end; ) {
    const opened = await beginning(bucket, key, range, { object, at, end, etag, signal });
    if (opened === undefined) return;
    ({ end, etag } = opened);
    const before = at;
    const body = readBody(bucket, opened.body, signal);
    try {
      for (let step = await body.next(); !step.done; step = await body.next()) {
        at += step.value.byteLength;
        yield step.value;
      }
    } finally {
      await body.return(undefined);
    }
    fruitless = at > before ? 0 : fruitless + 1;
    if (at < end) await beforeNext(bucket, fruitless, signal);
  }
}

/** The range's answer; undefined when it begins at the very end, where there is nothing to read. */
async function beginning(
  bucket: Bucket,
  key: string,
  range: BlobRange,
  wanted: Parameters<typeof openRange>[1],
): Promise<OpenedRange | undefined> {
  try {
    return await openRange(bucket, wanted);
  } catch (error) {
    if (statusOf(error) === 404) throw await absence(bucket, key, error);
    if (statusOf(error) !== 416) throw error;
    await checkBeginning(bucket, key, range);
    return undefined;
  }
}

/** Throws unless the blob is there and the range begins within it, or at its end. */
async function checkBeginning(bucket: Bucket, key: string, { offset = 0, signal }: BlobRange): Promise<void> {
  const head = await headBlob(bucket, key, signal);
  if (!head) throw noSuchBlob(key);
  if (offset <= head.bytes) return;
  throw new SpillwayError(`The range begins at ${offset}, beyond the ${head.bytes} bytes of the blob "${key}".`, {
    code: 'invalid_argument',
    param: 'offset',
  });
}

async function absence(bucket: Bucket, key: string, error: unknown): Promise<unknown> {
  return (await headBlob(bucket, key)) ? error : noSuchBlob(key, error);
}

/** Waits, the longer the more connections ended without a byte; gives up after a few of them. */
async function beforeNext({ settings }: Bucket, fruitless: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (fruitless === 0) return;
  if (fruitless > maxFruitlessReads)
    throw translateError(
      Object.assign(new Error('every answer ended before its end'), { code: 'ECONNRESET' }),
      settings,
    );
  const waitMs = Math.min(100 * 2 ** fruitless, longestWaitMs);
  await settings.clock.sleep(settings.randomness.next() * waitMs, signal);
}

function checkPosition(param: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new SpillwayError(`The ${param} of a range is ${value}, not a number of bytes.`, {
    code: 'invalid_argument',
    param,
  });
}
