import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Clock, systemClock } from '../../clock.ts';
import { SpillwayError } from '../../errors/index.ts';
import { orAborted } from '../../or-aborted.ts';
import { type Randomness, systemRandomness } from '../../randomness.ts';
import type { SelfDescription } from '../../self-description.ts';
import { checkBlobKey, checkKeyPrefix } from '../blob-key.ts';
import type { BlobHead, BlobPage, BlobRange, BlobSource, BlobStorage } from '../blob-storage.ts';
import type { BlobFolder } from './blob-folder.ts';
import { checkDisk, freeBytesOf } from './check-disk.ts';
import { onDisk } from './disk-error.ts';
import { FolderSync, syncFolder } from './folder-sync.ts';
import { headBlob, listBlobs } from './list-blobs.ts';
import { putBlob } from './put-blob.ts';
import { readRange } from './read-range.ts';
import { removeBlobs } from './remove-blobs.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** What `createFilesystemBlobs` takes. */
export interface FilesystemBlobsOptions {
  /** The folder that holds the blobs; made if missing. Several processes may share it, and it should be theirs alone. */
  readonly root: string;
  /**
   * Whether a put waits until the disk has the bytes. True by default; false gives up durability across a crash of the
   * machine, not of the process.
   */
  readonly fsync?: boolean;
  /** `ping` rejects while the disk has less free space than this. 64 MiB by default. */
  readonly minFreeBytes?: number;
  /** Tells which unfinished puts are old enough to be of a dead process; the machine's by default. */
  readonly clock?: Clock;
  /** Names unfinished puts; the system's by default. */
  readonly randomness?: Randomness;
}

/** Blobs as files below a folder, named by their keys; `.tmp` in it holds puts that are under way. */
export async function createFilesystemBlobs({
  root,
  fsync = true,
  minFreeBytes = 64 * 2 ** 20,
  clock = systemClock,
  randomness = systemRandomness,
}: FilesystemBlobsOptions): Promise<BlobStorage> {
  const path = resolve(root);
  const made = await onDisk(mkdir(path, { recursive: true, mode: 0o700 }));
  const temporary = await onDisk(TemporaryFolder.open(path, clock, randomness));
  if (fsync) await onDisk(syncRoot(path, made));
  return new FilesystemBlobs({ root: path, temporary, names: new FolderSync(path), fsync }, minFreeBytes);
}

/** Makes the names of the folders durable that were made for the root: `made` is the topmost. */
async function syncRoot(root: string, made: string | undefined): Promise<void> {
  await syncFolder(root);
  if (made === undefined) return;
  for (let path = root; path.length >= made.length; path = dirname(path)) await syncFolder(dirname(path));
}

class FilesystemBlobs implements BlobStorage {
  readonly capabilities = { signedUrls: false };
  readonly #folder: BlobFolder;
  readonly #minFreeBytes: number;
  #closed = false;

  constructor(folder: BlobFolder, minFreeBytes: number) {
    this.#folder = folder;
    this.#minFreeBytes = minFreeBytes;
  }

  async put(key: string, source: BlobSource, options?: { readonly signal?: AbortSignal }): Promise<BlobHead> {
    this.#path(key);
    return putBlob(this.#folder, key, source, options?.signal);
  }

  async *read(key: string, range?: BlobRange): AsyncGenerator<Uint8Array> {
    yield* readRange(this.#path(key), key, range);
  }

  async head(key: string): Promise<BlobHead | undefined> {
    return onDisk(headBlob(this.#path(key)));
  }

  async list(query: { readonly prefix: string; readonly after?: string; readonly limit: number }): Promise<BlobPage> {
    this.#checkOpen();
    checkKeyPrefix(query.prefix);
    checkLimit(query.limit);
    return onDisk(listBlobs(this.#folder.root, query));
  }

  async remove(keys: readonly string[]): Promise<void> {
    this.#checkOpen();
    keys.forEach(checkBlobKey);
    await onDisk(removeBlobs(this.#folder, keys));
  }

  async freeBytes(): Promise<number> {
    this.#checkOpen();
    return onDisk(freeBytesOf(this.#folder));
  }

  async describe(): Promise<SelfDescription> {
    return { kind: 'folder', detail: this.#folder.root };
  }

  async ping(signal?: AbortSignal): Promise<void> {
    this.#checkOpen();
    await orAborted(onDisk(checkDisk(this.#folder, this.#minFreeBytes)), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
  }

  #path(key: string): string {
    this.#checkOpen();
    checkBlobKey(key);
    return join(this.#folder.root, key);
  }

  #checkOpen(): void {
    if (this.#closed) throw new SpillwayError('The blob storage was closed.', { code: 'closed' });
  }
}

function checkLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit > 0) return;
  throw new SpillwayError(`A page cannot hold ${limit} blobs.`, { code: 'invalid_argument', param: 'limit' });
}
