import { type BlobStorage, readBlob, type SignedUploadOptions } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import { createMemoryBlobs, createMemoryStore } from '../memory/index.ts';
import { systemRandomness } from '../randomness.ts';
import { defaultRetention } from '../retention/retention.ts';
import { defaultLimits } from '../spillway/limits.ts';
import type { Store } from '../store/index.ts';
import { createUploads } from './create-uploads.ts';
import type { SpillwayUploads, Upload } from './spillway-uploads.ts';

export interface Faults {
  /** Called before a call of the store or the blob storage is done or answered; what it throws, the call throws. */
  before?: (call: string, key?: unknown) => Promise<void> | void;
}

/** Uploads on memory, and what a test does to them. */
export interface UploadsUnderTest {
  readonly uploads: SpillwayUploads;
  /** The same in another process. */
  readonly others: SpillwayUploads;
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly faults: Faults;
  /** How many blobs there are of uploads and of files. */
  left(): Promise<readonly number[]>;
  /** Lets time pass. */
  pass(ms: number): void;
  content(upload: Upload): Promise<string | null>;
  /** An upload that has these parts. */
  begin(...parts: readonly Buffer[]): Promise<{ readonly id: string; readonly partIds: readonly string[] }>;
}

/** More than one request puts. */
export const tooLargeToSign = 9_999;

export function uploadsUnderTest(): UploadsUnderTest {
  let nowMs = 1_000_000;
  const faults: Faults = {};
  const clock = { now: () => nowMs };
  const blobs = createMemoryBlobs();
  const store = troubledStore(createMemoryStore(clock), faults);
  const context = {
    ...{ store, clock, blobs: troubledBlobs(blobs, faults), randomness: systemRandomness },
    limits: { ...defaultLimits, uploadBytes: 10_000 },
    retention: defaultRetention,
    closing: new AbortController().signal,
  };
  const uploads = createUploads(context);
  const below = async (prefix: string) => (await blobs.list({ prefix, limit: 1_000 })).blobs.length;
  return {
    ...{ uploads, others: createUploads(context), store, blobs, faults },
    left: async () => [await below('uploads/'), await below('files/')],
    pass(ms) {
      nowMs += ms;
    },
    content: async ({ file }) => file && (await readBlob(blobs, file.blob)).toString(),
    async begin(...parts) {
      const bytes = Math.max(1, Buffer.concat(parts).length);
      const { id } = await uploads.create({ filename: 'in.jsonl', bytes });
      const added = await Promise.all(parts.map((source) => uploads.addPart({ id, source })));
      return { id, partIds: added.map((part) => part?.id as string) };
    },
  };
}

function troubledStore(store: Store, faults: Faults): Store {
  const create: Store['files']['create'] = async (file) => {
    await faults.before?.('create');
    const created = await store.files.create(file);
    await faults.before?.('answer to create');
    return created;
  };
  return { ...store, files: { ...store.files, create } };
}

/** They sign as if they could. */
function troubledBlobs(blobs: BlobStorage, faults: Faults): BlobStorage {
  return {
    ...blobs,
    async remove(keys) {
      await faults.before?.('remove', keys);
      return blobs.remove(keys);
    },
    async put(key, source, options) {
      const head = await blobs.put(key, source, options);
      await faults.before?.('put', key);
      return head;
    },
    capabilities: { signedUrls: true },
    async signUpload(key: string, { bytes, expiresInMs }: SignedUploadOptions) {
      if (bytes === tooLargeToSign) throw new SpillwayError('too large to sign', { code: 'invalid_argument' });
      const headers = { 'content-length': String(bytes) };
      return { method: 'PUT', url: `signed:${key}`, headers, expiresAt: expiresInMs };
    },
  };
}
