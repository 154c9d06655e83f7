import { parseRequestId } from '../batch/request-id.ts';
import { notedViews } from '../spillway/request-view.ts';
import type { Batch } from '../store/index.ts';
import { batchesWithDeadLetters, type LookedThrough, readable, whileKept } from './batches-with-dead-letters.ts';
import { type DeadLetter, deadLetterOf } from './dead-letter.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { type DeadLetterSource, findDeadLetters } from './find-dead-letters.ts';

/** A page of dead letters. */
export interface DeadLetterPage {
  /** Those of the newest batch first, and of a batch in the order of its input. */
  readonly deadLetters: readonly DeadLetter[];
  readonly hasMore: boolean;
}

export interface DeadLetterListing extends Pick<DeadLetterFilter, 'batchId' | 'model' | 'code' | 'fingerprint'> {
  readonly tenant: string;
  /** Id of the request after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

const nothing: DeadLetterPage = { deadLetters: [], hasMore: false };

/** Reads no more than the page holds, and one more, which tells whether it is the last. */
export async function listDeadLetters(listing: DeadLetterListing, source: DeadLetterSource): Promise<DeadLetterPage> {
  const { limit, batchId } = listing;
  const places = await placesFrom(listing, source);
  if (!places) return nothing;
  const found: DeadLetter[] = [];
  for await (const place of places) {
    const named = batchId !== undefined;
    const some = deadLettersAt(place, listing, source);
    for await (const deadLetter of whileKept({ batch: place.batch, named }, some, source.store.batches)) {
      if (found.length === limit) return { deadLetters: found, hasMore: true };
      found.push(deadLetter);
    }
  }
  return { deadLetters: found, hasMore: false };
}

/** Looks at no more of them than a page could hold. */
async function* deadLettersAt(
  { batch, seqs, fromSeq = 0 }: Place,
  { limit, model, code, fingerprint }: DeadLetterListing,
  source: DeadLetterSource,
): AsyncGenerator<DeadLetter> {
  let left = limit + 1;
  for await (const { states } of findDeadLetters({ batch, seqs, fromSeq, model, code, fingerprint }, source)) {
    const views = await notedViews(states.slice(0, left), { ...source, batchId: batch.id, input: batch.plan.blob });
    yield* views.map(deadLetterOf);
    left -= views.length;
    if (left <= 0) return;
  }
}

type Place = LookedThrough & { readonly fromSeq?: number };

/** Where the page looks: the rest of the batch of `after`, then the older ones. Undefined when `after` names nothing. */
async function placesFrom(
  { tenant, batchId, after }: DeadLetterListing,
  { store: { batches } }: DeadLetterSource,
): Promise<AsyncIterable<Place> | undefined> {
  if (after === undefined) return batchesWithDeadLetters({ tenant, batchId }, batches);
  const last = parseRequestId(after);
  const batch = last && (await batches.get({ tenant, id: last.batchId }));
  if (!last || !batch || last.seq >= batch.counts.total) return undefined;
  if (batchId !== undefined && batchId !== batch.id) return undefined;
  return restOf(batch, last.seq);

  async function* restOf(batch: Batch, seq: number): AsyncGenerator<Place> {
    if (batch.purgedAt === null || batchId !== undefined) {
      for (const place of readable(batch)) yield { ...place, fromSeq: seq + 1 };
    }
    if (batchId === undefined) yield* batchesWithDeadLetters({ tenant, after: batch.id }, batches);
  }
}
