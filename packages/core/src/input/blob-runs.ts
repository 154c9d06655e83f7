import { type BlobStorage, readBlob } from '../blob/index.ts';
import type { RunStore } from './sorted-runs.ts';

/** Keeps sorted runs as blobs under a prefix, so that memory stays flat beyond a million requests. */
export class BlobRuns implements RunStore {
  private readonly blobs: BlobStorage;
  private readonly prefix: string;
  private readonly keys: string[] = [];

  constructor(blobs: BlobStorage, prefix: string) {
    this.blobs = blobs;
    this.prefix = prefix;
  }

  /** Keeps the bytes of a run, which is numbered from 0. */
  async put(run: number, bytes: Uint8Array): Promise<void> {
    const key = this.keyOf(run);
    this.keys.push(key);
    await this.blobs.put(key, bytes);
  }

  /** Bytes of a run that was put; fewer when it ends before. */
  read(run: number, offset: number, length: number): Promise<Uint8Array> {
    return readBlob(this.blobs, this.keyOf(run), { offset, length });
  }

  /** Removes the runs; call it when the plan and its index were read. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.keys.length > 0) await this.blobs.remove(this.keys);
  }

  private keyOf(run: number): string {
    return `${this.prefix}/run-${run}`;
  }
}
