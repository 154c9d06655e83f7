/** Copies of one claim that are in memory at once: answers may be large, and those that get them many. */
const COPY_BYTES = 16 * 1024 ** 2;

/** How much of what could be copied at once is copied now. */
export class CopyRoom {
  #copies = 0;
  #bytes = 0;

  /** How many copies of a line are made now; at least one while no other is in memory. They take their room. */
  take(copies: number, lineBytes: number): number {
    const fit = Math.floor((COPY_BYTES - this.#bytes) / Math.max(1, lineBytes));
    const now = Math.min(copies, Math.max(this.#copies === 0 ? 1 : 0, fit));
    this.#copies += now;
    this.#bytes += now * lineBytes;
    return now;
  }

  /** A copy is recorded; its names may be longer or shorter than those of the original. */
  leave(lineBytes: number): void {
    this.#copies--;
    this.#bytes = this.#copies === 0 ? 0 : this.#bytes - lineBytes;
  }
}
