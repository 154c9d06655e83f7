import type { ListedBlob } from '../blob/index.ts';

/** Blobs of one kind, and how to tell which of them nobody names. */
export interface OrphanKind {
  /** Of their keys. */
  readonly prefix: string;
  /** Looks at some blobs, ascending by key, that are older than whatever might still be about to be named. */
  judge(blobs: readonly ListedBlob[]): Promise<Judgement>;
}

export interface Judgement {
  /** Keys that nothing names, nor ever will. */
  readonly orphans: readonly string[];
  /** All keys up to here need not be looked at, where more is known than was asked. */
  readonly knownTo?: string;
}
