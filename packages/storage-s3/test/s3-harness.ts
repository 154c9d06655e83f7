import { randomBytes } from 'node:crypto';
import { ListMultipartUploadsCommand, type MultipartUpload } from '@aws-sdk/client-s3';
import { createS3Blobs, type S3Blobs, type S3BlobsOptions } from '@spillway/storage-s3';
import { FaultProxy } from './fault-proxy.ts';
import { freshBucket, plainClient } from './fresh-bucket.ts';
import type { S3Server } from './s3-servers.ts';
import { SteeredClock } from './steered-clock.ts';

/** The smallest part that S3 takes. */
export const partBytes: number = 5 * 2 ** 20;

/** A fresh bucket that is reached through a proxy, on a clock that the test steers. */
export interface S3Harness extends AsyncDisposable {
  readonly blobs: S3Blobs;
  readonly options: S3BlobsOptions;
  readonly proxy: FaultProxy;
  readonly clock: SteeredClock;
  /** The bucket without the proxy. */
  readonly direct: S3Blobs;
  /** Unfinished uploads that hold room on the server. */
  leftovers(): Promise<readonly MultipartUpload[]>;
}

export async function openHarness(server: S3Server, more: Partial<S3BlobsOptions> = {}): Promise<S3Harness> {
  const place = { ...(await freshBucket(server)), partBytes, ...more };
  const proxy = await new FaultProxy(server.endpoint).listen();
  const clock = new SteeredClock();
  const options = { ...place, endpoint: proxy.endpoint, clock };
  const [blobs, direct, client] = [createS3Blobs(options), createS3Blobs(place), plainClient(server)];
  return {
    ...{ blobs, options, proxy, clock, direct },
    async leftovers() {
      const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: place.bucket }));
      return Uploads ?? [];
    },
    async [Symbol.asyncDispose]() {
      await blobs[Symbol.asyncDispose]();
      await removeLarge(direct);
      await direct[Symbol.asyncDispose]();
      client.destroy();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** The server may keep everything in memory, and many tests share it. */
export async function removeLarge(blobs: S3Blobs): Promise<void> {
  const page = await blobs.list({ prefix: '', limit: 1_000 });
  await blobs.remove(page.blobs.filter(({ bytes }) => bytes >= 2 ** 20).map(({ key }) => key));
}

/** Bytes of which no two parts are alike. */
export const large: Buffer = randomBytes(2 * partBytes + 12_345);

/** The bytes in chunks, and then, when there is one, the error. */
export async function* streamOf(bytes: Uint8Array, error?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 100_000) yield bytes.subarray(at, at + 100_000);
  if (error) throw error;
}
