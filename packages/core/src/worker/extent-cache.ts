import { type BlobStorage, readBlob } from '../blob/index.ts';
import type { Claim } from '../store/index.ts';

/** Reads extents of inputs, each once for the several claims that may be cut from it at about the same time. */
export class ExtentCache {
  readonly #blobs: BlobStorage;
  readonly #maxBytes: number;
  readonly #extents = new Map<string, { readonly bytes: number; readonly content: Promise<Buffer> }>();
  #bytes = 0;

  constructor(blobs: BlobStorage, maxBytes: number) {
    this.#blobs = blobs;
    this.#maxBytes = maxBytes;
  }

  /** The bytes of the claim's extent; the caller must not change them. */
  get(claim: Claim, blob: string): Promise<Buffer> {
    const { extent } = claim;
    const key = keyOf(claim);
    const known = this.#extents.get(key);
    if (known) {
      this.#extents.delete(key);
      this.#extents.set(key, known);
      return known.content;
    }
    const content = readBlob(this.#blobs, blob, { offset: extent.offset, length: extent.bytes });
    this.#extents.set(key, { bytes: extent.bytes, content });
    this.#bytes += extent.bytes;
    content.catch(() => {
      if (this.#extents.get(key)?.content === content) this.#forget(key);
    });
    for (const oldest of this.#extents.keys()) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break;
      this.#forget(oldest);
    }
    return content;
  }

  /** Makes the next `get` read again: the read under way is not answered. */
  forget(claim: Claim): void {
    this.#forget(keyOf(claim));
  }

  #forget(key: string): void {
    this.#bytes -= this.#extents.get(key)?.bytes ?? 0;
    this.#extents.delete(key);
  }
}

function keyOf({ batchId, extent }: Claim): string {
  return `${batchId}@${extent.offset}`;
}
