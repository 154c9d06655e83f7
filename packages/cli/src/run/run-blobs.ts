import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStorage } from '@spillway/core/blob';
import { type BlobPlace, blobPlace, openBlobs } from '../assembly/open-blobs.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';

/** The blobs of one run, apart from all others. */
export interface RunBlobs {
  open(stack: ReleaseStack): Promise<BlobStorage>;
  /** Removes all of them. Nobody may be at work on the run. */
  forget(): Promise<void>;
}

export interface RunBlobsOptions {
  /** `--blobs`: runs have folders or prefixes of their own in it. */
  readonly blobs: string | undefined;
  /** The folder without `--blobs`. */
  readonly ownRoot: string;
  readonly corner: string;
}

export function runBlobs({ blobs, ownRoot, corner }: RunBlobsOptions): RunBlobs {
  const place = blobs === undefined ? ({ kind: 'folder', root: ownRoot } as const) : cornerOf(blobPlace(blobs), corner);
  return {
    open: (stack) => openBlobs(place, stack),
    forget: () => (place.kind === 'folder' ? rm(place.root, { recursive: true, force: true }) : empty(place)),
  };
}

function cornerOf(place: BlobPlace, corner: string): BlobPlace {
  if (place.kind === 'folder') return { kind: 'folder', root: join(place.root, 'runs', corner) };
  return { kind: 'bucket', url: place.url.replace(/\/?(\?.*)?$/, `/runs/${corner}$1`) };
}

const pageBlobs = 1_000;

async function empty(place: BlobPlace): Promise<void> {
  await using stack = new ReleaseStack();
  const blobs = await openBlobs(place, stack);
  for (let more = true; more; ) {
    const page = await blobs.list({ prefix: '', limit: pageBlobs });
    await blobs.remove(page.blobs.map(({ key }) => key));
    more = page.hasMore;
  }
}
