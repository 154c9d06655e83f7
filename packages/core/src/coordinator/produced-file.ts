import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { BlobStorage } from '../blob/index.ts';

/** Content that was put and may now be recorded. */
export interface ProducedContent {
  readonly blob: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** A file written line by line into blob storage. Without a line no blob is made: an empty file does not exist. */
export class ProducedFile {
  readonly #blobs: BlobStorage;
  readonly #blob: string;
  readonly #signal: AbortSignal;
  readonly #digest = createHash('sha256');
  #stream: PassThrough | undefined;
  #put: Promise<unknown> | undefined;
  #failure: unknown;
  #bytes = 0;
  #ended = false;

  constructor(blobs: BlobStorage, blob: string, signal: AbortSignal) {
    this.#blobs = blobs;
    this.#blob = blob;
    this.#signal = signal;
  }

  /** Adds bytes; resolves when more may be added. */
  async write(bytes: Uint8Array): Promise<void> {
    const stream = this.#open();
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    if (this.#failure !== undefined) throw this.#failure;
    if (stream.write(bytes)) return;
    await Promise.race([once(stream, 'drain'), this.#put]);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Makes the content durable. Undefined when there is none. */
  async end(): Promise<ProducedContent | undefined> {
    if (!this.#stream) return undefined;
    this.#stream.end();
    await this.#put;
    if (this.#failure !== undefined) throw this.#failure;
    this.#ended = true;
    return { blob: this.#blob, bytes: this.#bytes, sha256: this.#digest.digest('hex') };
  }

  /**
   * Gives up what is not durable yet. Content that `end` made durable stays: a record may name it by now, even if the
   * call that recorded it was not answered. Purging the batch removes what none names.
   */
  async abandon(): Promise<void> {
    if (!this.#stream || this.#ended) return;
    this.#stream.destroy(new Error('abandoned'));
    await this.#put;
  }

  #open(): PassThrough {
    if (this.#stream) return this.#stream;
    const stream = new PassThrough({ highWaterMark: 1024 ** 2 });
    this.#stream = stream;
    // The put's own rejection carries what a destroyed stream would say.
    stream.on('error', () => {});
    this.#put = this.#blobs.put(this.#blob, stream, { signal: this.#signal }).catch((error) => {
      this.#failure = error;
      stream.destroy();
    });
    return stream;
  }
}
