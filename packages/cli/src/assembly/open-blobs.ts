import { SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import type { ReleaseStack } from './release-stack.ts';

export interface OpenBlobsOptions {
  /** `file:DIR`; the default when undefined. */
  readonly blobs: string | undefined;
  readonly defaultRoot: string;
  readonly stack: ReleaseStack;
}

export async function openBlobs(options: OpenBlobsOptions): Promise<BlobStorage> {
  return options.stack.add(await createFilesystemBlobs({ root: blobRoot(options) }));
}

/** The folder that holds the blobs. Throws `invalid_argument` for a place that is no `file:DIR`. */
export function blobRoot({ blobs, defaultRoot }: Pick<OpenBlobsOptions, 'blobs' | 'defaultRoot'>): string {
  if (blobs === undefined) return defaultRoot;
  const root = /^file:(?:\/\/)?(.+)$/.exec(blobs)?.[1];
  if (root !== undefined) return root;
  throw new SpillwayError(`--blobs does not understand "${blobs}".`, {
    code: 'invalid_argument',
    param: '--blobs',
    hint: 'Write file: and a folder, for instance file:/mnt/shared/spillway.',
  });
}
