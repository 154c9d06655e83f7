import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SignedDownloadOptions, SignedRequest, SignedUploadOptions } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import { type Bucket, objectOf } from './bucket.ts';
import { translateError } from './translate-error.ts';

/** As S3 has it. */
const MOST_BYTES = 5 * 1024 ** 3;

/** Makes requests that are good for one object and one method. */
export class Signer {
  readonly #bucket: Bucket;
  readonly #client: S3Client;

  /** The client is that of the public address. */
  constructor(bucket: Bucket, client: S3Client) {
    this.#bucket = bucket;
    this.#client = client;
  }

  async signUpload(key: string, { expiresInMs, bytes }: SignedUploadOptions): Promise<SignedRequest> {
    if (bytes !== undefined && bytes > MOST_BYTES) throw refused('bytes', 'One request puts up to 5 GiB.');
    const length = bytes === undefined ? {} : { ContentLength: bytes };
    const put = new PutObjectCommand({ ...this.#place(key), ...length });
    const headers = bytes === undefined ? {} : { 'content-length': String(bytes) };
    const url = (expiresIn: number) => getSignedUrl(this.#client, put, { expiresIn });
    return { method: 'PUT', headers, ...(await this.#sign(expiresInMs, url)) };
  }

  async signDownload(key: string, { expiresInMs, filename }: SignedDownloadOptions): Promise<SignedRequest> {
    const disposition = filename === undefined ? {} : { ResponseContentDisposition: attachment(filename) };
    const get = new GetObjectCommand({ ...this.#place(key), ...disposition });
    const url = (expiresIn: number) => getSignedUrl(this.#client, get, { expiresIn });
    return { method: 'GET', headers: {}, ...(await this.#sign(expiresInMs, url)) };
  }

  #place(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket.name, Key: objectOf(this.#bucket, key) };
  }

  async #sign(
    expiresInMs: number,
    sign: (expiresInSeconds: number) => Promise<string>,
  ): Promise<Pick<SignedRequest, 'url' | 'expiresAt'>> {
    const { settings } = this.#bucket;
    if (!settings.capabilities.signedUrls) throw refused('signedUrls', 'The S3 blobs were declared to sign no URLs.');
    const seconds = Math.floor(expiresInMs / 1_000);
    if (!(seconds >= 1 && seconds <= 604_800)) throw refused('expiresInMs', 'A signed URL lives from 1 s to 7 days.');
    const expiresAt = settings.clock.now() + seconds * 1_000;
    try {
      return { url: await sign(seconds), expiresAt };
    } catch (error) {
      throw translateError(error, settings);
    }
  }
}

function attachment(filename: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, escaped)}`;
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function refused(param: string, message: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param });
}
