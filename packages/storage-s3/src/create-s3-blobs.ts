import type { S3Client } from '@aws-sdk/client-s3';
import type {
  BlobHead,
  BlobPage,
  BlobRange,
  BlobSource,
  LeftoverOptions,
  SelfDescription,
  SignedDownloadOptions,
  SignedRequest,
  SignedUploadOptions,
} from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import type { Bucket } from './bucket.ts';
import { headBlob } from './head-blob.ts';
import { joinObjects } from './join-blobs.ts';
import { applyLifecycle, type LifecycleOptions } from './lifecycle.ts';
import { type ListQuery, listBlobs } from './list-blobs.ts';
import { openBucket } from './open-bucket.ts';
import { probeBucket } from './probe-bucket.ts';
import { putBlob } from './put-blob.ts';
import { readRange } from './read-range.ts';
import { Remover } from './remove-blobs.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import type { S3Blobs } from './s3-blobs.ts';
import type { S3BlobsOptions } from './s3-blobs-options.ts';
import type { S3Capabilities } from './s3-capabilities.ts';
import { createClient } from './s3-client.ts';
import { Signer } from './signed-urls.ts';

/** Blobs as objects of a bucket on S3 or a service compatible with it. Asks nothing of the service yet. */
export function createS3Blobs(options: S3BlobsOptions): S3Blobs {
  const bucket = openBucket(options);
  const { settings, client } = bucket;
  return new BlobsOfBucket(bucket, settings.publicEndpoint ? createClient(settings, settings.publicEndpoint) : client);
}

class BlobsOfBucket implements S3Blobs {
  readonly capabilities: S3Capabilities;
  /** Missing where the service cannot copy: then whoever joins blobs streams them. */
  readonly join?: NonNullable<S3Blobs['join']>;
  readonly #bucket: Bucket;
  readonly #remover: Remover;
  readonly #signer: Signer;
  readonly #clients: readonly S3Client[];
  #closed = false;

  constructor(bucket: Bucket, publicClient: S3Client) {
    this.capabilities = bucket.settings.capabilities;
    this.#bucket = bucket;
    this.#remover = new Remover(bucket);
    this.#signer = new Signer(bucket, publicClient);
    this.#clients = [bucket.client, publicClient];
    if (this.capabilities.copy)
      this.join = async (key, sources, options) => joinObjects(this.#open(), key, sources, options?.signal);
  }

  async put(key: string, source: BlobSource, options?: { readonly signal?: AbortSignal }): Promise<BlobHead> {
    return putBlob(this.#open(), key, source, options?.signal);
  }

  async *read(key: string, range?: BlobRange): AsyncGenerator<Uint8Array> {
    yield* readRange(this.#open(), key, range);
  }

  async head(key: string): Promise<BlobHead | undefined> {
    return headBlob(this.#open(), key);
  }

  async list(query: ListQuery): Promise<BlobPage> {
    return listBlobs(this.#open(), query);
  }

  async remove(keys: readonly string[]): Promise<void> {
    this.#open();
    await this.#remover.remove(keys);
  }

  async describe(): Promise<SelfDescription> {
    const { name, settings } = this.#open();
    const place = settings.prefix === '' ? name : `${name}/${settings.prefix}`;
    return { kind: 'S3', detail: settings.endpoint ? `${place} at ${new URL(settings.endpoint).host}` : place };
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await probeBucket(this.#open(), signal);
  }

  async signUpload(key: string, options: SignedUploadOptions): Promise<SignedRequest> {
    this.#open();
    return this.#signer.signUpload(key, options);
  }

  async signDownload(key: string, options: SignedDownloadOptions): Promise<SignedRequest> {
    this.#open();
    return this.#signer.signDownload(key, options);
  }

  async removeLeftovers(options?: LeftoverOptions): Promise<number> {
    return removeLeftovers(this.#open(), options);
  }

  async applyLifecycle(options: LifecycleOptions = {}): Promise<void> {
    await applyLifecycle(this.#open(), options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const client of this.#clients) client.destroy();
  }

  #open(): Bucket {
    if (this.#closed) throw new SpillwayError('The blob storage was closed.', { code: 'closed' });
    return this.#bucket;
  }
}
