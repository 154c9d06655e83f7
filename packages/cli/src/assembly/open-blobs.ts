import { resolve } from 'node:path';
import { SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import type { ReleaseStack } from './release-stack.ts';

/** Where blobs are: a folder, or a bucket of S3 and a prefix in it. */
export type BlobPlace =
  | { readonly kind: 'folder'; readonly root: string }
  | { readonly kind: 'bucket'; readonly url: string };

/** Reads `file:DIR` or `s3://BUCKET/PREFIX`. Throws `invalid_argument` for anything else. */
export function blobPlace(text: string): BlobPlace {
  if (text.startsWith('s3:')) return { kind: 'bucket', url: text };
  const root = /^file:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (root !== undefined) return { kind: 'folder', root: resolve(root) };
  throw new SpillwayError(`--blobs does not understand "${text}".`, {
    code: 'invalid_argument',
    param: '--blobs',
    hint: 'Write file: and a folder, for instance file:/mnt/shared/spillway, or s3:// and a bucket, for instance s3://bucket/spillway.',
  });
}

/** The place of an installation: the folder where `--blobs` says nothing. */
export function installationBlobs(blobs: string | undefined, folder: string): BlobPlace {
  return blobs === undefined ? { kind: 'folder', root: folder } : blobPlace(blobs);
}

/** The place, for people to read. */
export function nameOfPlace(place: BlobPlace): string {
  return place.kind === 'bucket' ? place.url.replace(/\?.*/, '') : place.root;
}

export async function openBlobs(place: BlobPlace, stack: ReleaseStack): Promise<BlobStorage> {
  if (place.kind === 'bucket') return openBucket(place.url, stack);
  return stack.add(await createFilesystemBlobs({ root: place.root }));
}

async function openBucket(url: string, stack: ReleaseStack): Promise<BlobStorage> {
  // Only who asks for it pays for loading the client of AWS.
  const { createS3Blobs, parseS3Url } = await import('@spillway/storage-s3');
  return stack.add(createS3Blobs(parseS3Url(url)));
}
