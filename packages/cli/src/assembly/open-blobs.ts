import { SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import type { ReleaseStack } from './release-stack.ts';

export interface OpenBlobsOptions {
  /** `file:DIR` or `s3://BUCKET/PREFIX`; the default when undefined. */
  readonly blobs: string | undefined;
  readonly defaultRoot: string;
  readonly stack: ReleaseStack;
}

export async function openBlobs(options: OpenBlobsOptions): Promise<BlobStorage> {
  const { blobs, stack } = options;
  if (blobs !== undefined && isBucket(blobs)) return openBucket(blobs, stack);
  return stack.add(await createFilesystemBlobs({ root: blobRoot(options) }));
}

/** Where the blobs are, for people to read. */
export function blobPlace(options: Pick<OpenBlobsOptions, 'blobs' | 'defaultRoot'>): string {
  const { blobs } = options;
  return blobs !== undefined && isBucket(blobs) ? blobs.replace(/\?.*/, '') : blobRoot(options);
}

function isBucket(blobs: string): boolean {
  return blobs.startsWith('s3:');
}

async function openBucket(url: string, stack: ReleaseStack): Promise<BlobStorage> {
  // Only who asks for it pays for loading the client of AWS.
  const { createS3Blobs, parseS3Url } = await import('@spillway/storage-s3');
  const blobs = stack.add(createS3Blobs(parseS3Url(url)));
  // What processes left that died in the middle of an upload. Whether it succeeds or not is nobody's trouble: the next
  // start tries again.
  const closing = new AbortController();
  stack.add({ [Symbol.asyncDispose]: async () => closing.abort() });
  void blobs.removeLeftovers({ signal: closing.signal }).catch(() => {});
  return blobs;
}

function blobRoot({ blobs, defaultRoot }: Pick<OpenBlobsOptions, 'blobs' | 'defaultRoot'>): string {
  if (blobs === undefined) return defaultRoot;
  const root = /^file:(?:\/\/)?(.+)$/.exec(blobs)?.[1];
  if (root !== undefined) return root;
  throw new SpillwayError(`--blobs does not understand "${blobs}".`, {
    code: 'invalid_argument',
    param: '--blobs',
    hint: 'Write file: and a folder, for instance file:/mnt/shared/spillway, or s3:// and a bucket, for instance s3://bucket/spillway.',
  });
}
