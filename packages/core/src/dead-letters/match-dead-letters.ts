import { batchesWithDeadLetters, type LookedThrough, whileKept } from './batches-with-dead-letters.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { type DeadLetterSource, findDeadLetters, type ReadableBatch } from './find-dead-letters.ts';

/** The dead letters of one batch that a filter chooses. */
export interface MatchedBatch {
  readonly batch: ReadableBatch;
  readonly requests: number;
  /** Which, ascending; undefined for all that the batch has. */
  readonly seqs: readonly number[] | undefined;
}

/** Batch by batch what the filter chooses, and nothing of a batch in which it chooses nothing. */
export async function* matchDeadLetters(
  filter: DeadLetterFilter & { readonly tenant: string },
  source: DeadLetterSource,
): AsyncGenerator<MatchedBatch> {
  const { tenant, batchId, requestIds } = filter;
  for await (const place of batchesWithDeadLetters({ tenant, batchId, requestIds }, source.store.batches)) {
    const matched = await matchIn(place, filter, source);
    if (matched.requests > 0) yield matched;
  }
}

/** What the filter chooses of one batch. */
export async function matchIn(
  { batch, seqs }: LookedThrough,
  { model, code, fingerprint, batchId }: DeadLetterFilter,
  source: DeadLetterSource,
): Promise<MatchedBatch> {
  const { deadLettered } = batch.counts;
  const chooses = [model, code, fingerprint].some((value) => value !== undefined);
  if (!seqs && !chooses) return { batch, requests: deadLettered, seqs: undefined };
  const chosen: number[] = [];
  const named = batchId !== undefined || seqs !== undefined;
  const extents = findDeadLetters({ batch, seqs, model, code, fingerprint }, source);
  const found = whileKept({ batch, named }, extents, source.store.batches);
  for await (const { states } of found) for (const { seq } of states) chosen.push(seq);
  return { batch, requests: chosen.length, seqs: chosen.length === deadLettered ? undefined : chosen };
}
