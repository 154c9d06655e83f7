import { Buffer } from 'node:buffer';
import type { BlobSource } from '@spillway/core/blob';

const firstBufferBytes = 64 * 1024;

/** Cuts a source into parts of one size, the last one shorter, with no more than a part of it in memory. */
export class PartReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #partBytes: number;
  readonly #idle: Buffer[] = [];
  /** What the last chunk held beyond its part. */
  #rest: Uint8Array = new Uint8Array();
  #ended = false;

  constructor(source: BlobSource, partBytes: number) {
    this.#source = (source instanceof Uint8Array ? piecesOf(source) : source)[Symbol.asyncIterator]();
    this.#partBytes = partBytes;
  }

  /** Whether the source has no further byte. */
  get ended(): boolean {
    return this.#ended && this.#rest.byteLength === 0;
  }

  /** The next part, empty behind the last one. Rejects with the source's error or the reason of the signal. */
  async next(signal: AbortSignal): Promise<Uint8Array> {
    // A source begins small: many of them are.
    let part = this.#idle.pop() ?? Buffer.allocUnsafeSlow(Math.min(firstBufferBytes, this.#partBytes));
    let filled = 0;
    for (;;) {
      const taken = Math.min(this.#rest.byteLength, this.#partBytes - filled);
      if (filled + taken > part.byteLength) part = grown(part, filled, filled + taken, this.#partBytes);
      part.set(this.#rest.subarray(0, taken), filled);
      filled += taken;
      this.#rest = this.#rest.subarray(taken);
      if (filled === this.#partBytes || this.#ended) return part.subarray(0, filled);
      await this.#pull(signal);
    }
  }

  /** Takes back the memory of a part that was sent. */
  reuse(part: Uint8Array): void {
    if (part.buffer.byteLength === this.#partBytes) this.#idle.push(Buffer.from(part.buffer as ArrayBuffer));
  }

  /** Tells the source that nobody reads on. Not awaited: a source that hangs in its next chunk would hang here, too. */
  end(): void {
    if (!this.#ended) void Promise.resolve(this.#source.return?.()).catch(() => {});
  }

  async #pull(signal: AbortSignal): Promise<void> {
    const { done, value } = await unlessAborted(this.#source.next(), signal);
    if (done) this.#ended = true;
    else this.#rest = value;
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.byteLength > 0) yield bytes;
}

function grown(part: Buffer, filled: number, leastBytes: number, mostBytes: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(mostBytes, Math.max(leastBytes, part.byteLength * 2)));
  part.copy(larger, 0, 0, filled);
  return larger;
}

/** One listener for each: racing with one promise of the abort would keep every chunk alive until the end. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
