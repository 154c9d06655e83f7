import { type Store, seqsOf, type TimelineEvent } from '../store/index.ts';
import { batchesWithDeadLetters, type LookedThrough, whileKept } from './batches-with-dead-letters.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { type DeadLetterSource, type FoundDeadLetters, findDeadLetters } from './find-dead-letters.ts';
import { matchIn } from './match-dead-letters.ts';

/** Dead letters that nobody wants to run again. */
export interface DeadLetterDrop extends DeadLetterFilter {
  /** Whether only to say what would happen; false by default. */
  readonly dryRun?: boolean;
}

/** What a drop does, or with `dryRun` would do. */
export interface DroppedDeadLetters {
  /** Dead letters that were asked for, in all. */
  readonly matched: number;
  /** Those that are dropped. */
  readonly dropped: number;
  /** The same by batch. */
  readonly batches: readonly { readonly batchId: string; readonly requests: number }[];
  /** Batches of which some stay, with the reason. */
  readonly skipped: readonly UndroppedBatch[];
}

/** A batch of which dead letters stay on the list. */
export interface UndroppedBatch {
  readonly batchId: string;
  readonly requests: number;
  /** `running`: it has not ended. `changed`: it was reopened or purged meanwhile, or others dropped them. */
  readonly reason: 'running' | 'changed';
  /** A sentence for people. */
  readonly message: string;
}

/** Goes from extent to extent: what is dropped stays so, whatever comes after it, and a repeat does the rest. */
export async function dropDeadLetters(
  { dryRun = false, ...filter }: DeadLetterDrop & { readonly tenant: string },
  source: DeadLetterSource,
): Promise<DroppedDeadLetters> {
  const batches: { batchId: string; requests: number }[] = [];
  const skipped: UndroppedBatch[] = [];
  for await (const place of batchesWithDeadLetters(filter, source.store.batches)) {
    source.signal.throwIfAborted();
    const { id: batchId, endedAt } = place.batch;
    const isRunning = endedAt === null;
    const { dropped, left } =
      dryRun || isRunning ? await foreseen(place, filter, source) : await dropIn(place, filter, source);
    if (dropped > 0) batches.push({ batchId, requests: dropped });
    if (left > 0) skipped.push({ batchId, requests: left, ...(isRunning ? running(batchId) : changed(batchId)) });
  }
  const sum = (parts: readonly { readonly requests: number }[]): number =>
    parts.reduce((total, { requests }) => total + requests, 0);
  const dropped = sum(batches);
  return { matched: dropped + sum(skipped), dropped, batches, skipped };
}

export interface DropOutcome {
  readonly dropped: number;
  readonly left: number;
}

async function foreseen(
  place: LookedThrough,
  filter: DeadLetterFilter,
  source: DeadLetterSource,
): Promise<DropOutcome> {
  const { requests } = await matchIn(place, filter, source);
  return place.batch.endedAt === null ? { dropped: 0, left: requests } : { dropped: requests, left: 0 };
}

/** Drops what the filter chooses of one batch. `left`: what was chosen and stays, because the batch runs or changed. */
export async function dropIn(
  { batch, seqs }: LookedThrough,
  { model, code, fingerprint, batchId }: DeadLetterFilter,
  source: DeadLetterSource,
): Promise<DropOutcome> {
  const named = batchId !== undefined || seqs !== undefined;
  const extents = findDeadLetters({ batch, seqs, model, code, fingerprint }, source);
  let [dropped, left] = [0, 0];
  for await (const found of whileKept({ batch, named }, extents, source.store.batches)) {
    const some = await dropExtent(batch.id, found, { shards: source.store.shards, events: dropped > 0 ? [] : [told] });
    dropped += some;
    left += found.states.length - some;
  }
  return { dropped, left };
}

/** Once in the timeline of a batch, however many extents it has. */
const told = { kind: 'dropped', text: 'Dead letters were dropped: they count as failed from now on.' };

async function dropExtent(
  batchId: string,
  { extent, seen, states }: FoundDeadLetters,
  { shards, events }: { readonly shards: Store['shards']; readonly events: readonly TimelineEvent[] },
): Promise<number> {
  const answer = await shards.drop(batchId, { extent, seen, seqs: seqsOf(states.map(({ seq }) => seq)), events });
  return answer === 'lost' ? 0 : answer;
}

function running(batchId: string): Pick<UndroppedBatch, 'reason' | 'message'> {
  return { reason: 'running', message: `Batch '${batchId}' has not ended.` };
}

function changed(batchId: string): Pick<UndroppedBatch, 'reason' | 'message'> {
  return { reason: 'changed', message: `Batch '${batchId}' was reopened or purged meanwhile, or others dropped some.` };
}
