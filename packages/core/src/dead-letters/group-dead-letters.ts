import { requestIdOf } from '../batch/request-id.ts';
import { batchesWithDeadLetters, whileKept } from './batches-with-dead-letters.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { type DeadLetterSource, type FoundDeadLetters, findDeadLetters } from './find-dead-letters.ts';
import { failureOf } from './fingerprint.ts';
import { createGroupTally, type DeadLetterGroup, type GroupTally } from './group-tally.ts';

/** Dead letters by how they failed. */
export interface DeadLetterGroups {
  /** The largest first, 100 at the most. */
  readonly groups: readonly DeadLetterGroup[];
  /** Whether all dead letters that were asked for are counted, in groups that are all here. */
  readonly complete: boolean;
  /** Dead letters that are counted, those of the newest batches. */
  readonly lookedAt: number;
}

/** How far one look goes. */
export interface GroupBounds {
  /** Groups that are answered. */
  readonly groups: number;
  /** Dead letters that are counted; the last extent is counted as a whole. */
  readonly deadLetters: number;
  /** Requests of the batches that are looked through: where few are dead letters, these take the time. */
  readonly requests: number;
}

/** Some seconds of reading, and a few megabytes of memory. */
export const groupBounds: GroupBounds = { groups: 100, deadLetters: 100_000, requests: 2_000_000 };

/** Counts extent by extent, and holds no line: of each group three places are remembered. */
export async function groupDeadLetters(
  { model, code, fingerprint, ...place }: DeadLetterFilter & { readonly tenant: string },
  source: DeadLetterSource,
  bounds: GroupBounds,
): Promise<DeadLetterGroups> {
  const { batchId, requestIds } = place;
  const named = batchId !== undefined || requestIds !== undefined;
  const ledger = source.store.batches;
  const tally = createGroupTally(bounds.groups);
  let [lookedAt, requests] = [0, 0];
  const answer = (isAll: boolean): DeadLetterGroups => {
    return { groups: tally.groups, complete: isAll && tally.isWhole, lookedAt };
  };
  for await (const { batch, seqs } of batchesWithDeadLetters({ ...place, batchId, requestIds }, ledger)) {
    source.signal.throwIfAborted();
    if (requests > 0 && requests + batch.counts.total > bounds.requests) return answer(false);
    requests += batch.counts.total;
    const extents = findDeadLetters({ batch, seqs, model, code, fingerprint, noted: true }, source);
    for await (const found of whileKept({ batch, named }, extents, ledger)) {
      if (lookedAt >= bounds.deadLetters) return answer(false);
      lookedAt += found.states.length;
      countIn(tally, batch.id, found);
    }
  }
  return answer(true);
}

function countIn(tally: GroupTally, batchId: string, { states, notes }: FoundDeadLetters): void {
  for (const { seq, record } of states) {
    if (!record) continue;
    const { model, settledAt: endedAt } = record.settlement;
    tally.count({ id: requestIdOf(batchId, seq), batchId, endedAt, failure: failureOf(notes?.get(seq), model) });
  }
}
