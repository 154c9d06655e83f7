import { Buffer } from 'node:buffer';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SpillwayError } from '@spillway/core/errors';
import { type Bucket, rootOf } from './bucket.ts';
import { repeat } from './repeat.ts';

const probe = Buffer.from('spillway probe\n');
const probeTimeoutMs = 5_000;

/**
 * Writes and reads an object that is no blob. Always the same one, so that processes that ask at once do not disturb
 * each other and a versioned bucket is all that remembers. Tries twice: a connection may have been closed while idle.
 */
export async function probeBucket(bucket: Bucket, signal: AbortSignal | undefined): Promise<void> {
  const { client, name, settings } = bucket;
  const place = { Bucket: name, Key: `${rootOf(bucket)}.probe` };
  const options = { signal, timeoutMs: Math.min(probeTimeoutMs, settings.timeoutMs), patienceMs: 0 };
  await repeat(
    bucket,
    (abortSignal) => client.send(new PutObjectCommand({ ...place, Body: probe }), { abortSignal }),
    options,
  );
  const read = await repeat(
    bucket,
    async (abortSignal) =>
      (await client.send(new GetObjectCommand(place), { abortSignal })).Body?.transformToByteArray(),
    options,
  );
  if (read && probe.equals(read)) return;
  throw new SpillwayError(`The bucket "${name}" does not give back what is written to it.`, {
    code: 'unavailable',
    hint: 'Look at the service, and at what stands between.',
  });
}
