import { type BlobStorage, readBlob } from '../blob/index.ts';
import { eachSeq, type Lines } from '../store/index.ts';
import type { NotedAttempt } from '../worker/attempt-notes.ts';
import { decodeNotes } from '../worker/segment.ts';

/** What a segment notes of one request beyond its line. */
export interface RequestNote {
  /** Wall clock of the worker. */
  readonly startedAt: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
  readonly code: string | null;
  readonly engine: string | null;
  /** The attempts under its last claim that did not answer it. */
  readonly attempts: readonly NotedAttempt[];
  /** Whose answer it was given; null when it was run. */
  readonly duplicateOf: string | null;
}

/** The notes of a segment, which lie behind its lines. */
export async function readNotes(
  blobs: BlobStorage,
  { segment, offset, lengths }: Lines,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, RequestNote>> {
  const behind = lengths.reduce((sum, length) => sum + length, offset);
  return notesBySeq(await readBlob(blobs, segment, { offset: behind, signal }));
}

/** Notes by seq; none when they are of an unknown version. */
export function notesBySeq(bytes: Uint8Array): ReadonlyMap<number, RequestNote> {
  const bySeq = new Map<number, RequestNote>();
  const notes = decodeNotes(bytes);
  if (!notes) return bySeq;
  const attempts = new Map(notes.attempts);
  const duplicates = new Map(notes.duplicates);
  let index = 0;
  for (const seq of eachSeq(notes.seqs)) {
    bySeq.set(seq, {
      startedAt: notes.startedAt[index] ?? 0,
      cachedTokens: notes.cachedTokens[index] ?? 0,
      reasoningTokens: notes.reasoningTokens[index] ?? 0,
      code: notes.codes[index] ?? null,
      engine: notes.engines?.[notes.engineOf?.[index] ?? -1] ?? null,
      attempts: attempts.get(seq) ?? [],
      duplicateOf: duplicates.get(seq) ?? null,
    });
    index++;
  }
  return bySeq;
}
