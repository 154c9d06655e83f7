import { type RequestState, requestStates } from '../batch/request-states.ts';
import type { RequestNote } from '../batch/segment-notes.ts';
import type { BlobStorage } from '../blob/index.ts';
import { notesOf } from '../spillway/request-view.ts';
import type { Batch, BatchPlan, Extent, Seqs, Store } from '../store/index.ts';
import { isDeadLetter } from './dead-letter.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { failureOf, fingerprintOf } from './fingerprint.ts';

/** What reading dead letters takes. */
export interface DeadLetterSource {
  readonly store: Pick<Store, 'batches' | 'shards'>;
  readonly blobs: BlobStorage;
  readonly signal: AbortSignal;
}

/** A batch whose requests can be read. */
export interface ReadableBatch extends Batch {
  readonly plan: BatchPlan;
}

/** The dead letters of one extent. */
export interface FoundDeadLetters {
  readonly extent: Extent;
  /** In the order of the input, at least one. */
  readonly states: readonly RequestState[];
  /** Ordinal of the extent's last settlement that was seen. */
  readonly seen: number;
  /** What their segments note of them, where the search had to read it. */
  readonly notes: ReadonlyMap<number, RequestNote> | undefined;
}

export interface DeadLetterSearch {
  readonly batch: ReadableBatch;
  /** See {@link DeadLetterFilter}. */
  readonly model?: DeadLetterFilter['model'] | undefined;
  readonly code?: DeadLetterFilter['code'] | undefined;
  readonly fingerprint?: DeadLetterFilter['fingerprint'] | undefined;
  /** Only these. */
  readonly seqs?: Seqs | undefined;
  /** Where to begin; at the first by default. */
  readonly fromSeq?: number;
  /** Reads the notes, even if nothing is chosen by them. */
  readonly noted?: boolean;
}

const EXTENTS_AT_ONCE = 16;

/**
 * The dead letters of a batch, extent by extent. It ends with the last that the counts speak of. Bytes are read only where
 * a code, a fingerprint or notes are asked for, and then only notes.
 */
export async function* findDeadLetters(
  search: DeadLetterSearch,
  { store, blobs, signal }: DeadLetterSource,
): AsyncGenerator<FoundDeadLetters> {
  const { batch, seqs, fromSeq = seqs?.[0]?.[0] ?? 0 } = search;
  const endSeq = seqs ? (seqs.at(-1)?.[1] ?? 0) : Number.POSITIVE_INFINITY;
  const walk = { shards: store.shards, batchId: batch.id, fromSeq, wanted: 'ended' } as const;
  let left = batch.counts.deadLettered;
  if (left === 0 || endSeq === 0) return;
  for await (const states of requestStates({ ...walk, extents: EXTENTS_AT_ONCE })) {
    signal.throwIfAborted();
    const dead = states.filter(isDeadLetter);
    left -= dead.length;
    const found = await matching(dead, { ...search, fromSeq }, { blobs, signal });
    const [first] = found.states;
    if (first) yield { ...found, extent: first.extent, seen: first.seen };
    if (left <= 0 || (states.at(-1)?.seq ?? 0) + 1 >= endSeq) return;
  }
}

async function matching(
  dead: readonly RequestState[],
  search: DeadLetterSearch,
  source: Pick<DeadLetterSource, 'blobs' | 'signal'>,
): Promise<Pick<FoundDeadLetters, 'states' | 'notes'>> {
  const { model, code, fingerprint, seqs, fromSeq = 0, noted = false } = search;
  const named = dead.filter(({ seq, record }) => {
    if (seq < fromSeq || (model !== undefined && record?.settlement.model !== model)) return false;
    return !seqs || seqs.some(([from, end]) => seq >= from && seq < end);
  });
  if (code === undefined && fingerprint === undefined && !noted) return { states: named, notes: undefined };
  const notes = await notesOf(named, source);
  const states = named.filter((state) => failedSo(state, notes.get(state.seq), { code, fingerprint }));
  return { states, notes };
}

function failedSo(
  { record }: RequestState,
  note: RequestNote | undefined,
  { code, fingerprint }: Pick<DeadLetterSearch, 'code' | 'fingerprint'>,
): boolean {
  if (code !== undefined && note?.code !== code && note?.attempts.at(-1)?.code !== code) return false;
  return fingerprint === undefined || fingerprintOf(failureOf(note, record?.settlement.model ?? '')) === fingerprint;
}
