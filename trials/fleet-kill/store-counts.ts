import type { Batch, BatchCounts, Seqs, Store } from '@spillway/core/store';
import type { CountsReader, SeenCounts } from './counts-reader.ts';

/**
 * Recounts what is recorded by the store's own reads, for stores without snapshots. Counts of a revision only ever move
 * one way, so when they are the same before and after the rows were read, the rows are of that moment.
 */
export function storeCounts(store: Store, tenant: string): CountsReader {
  return {
    async read(ids) {
      const seen: SeenCounts[] = [];
      for (const id of ids) {
        const before = await store.batches.get({ tenant, id });
        if (!before || before.inProgressAt === null) continue;
        const found = await recount(store, id);
        const after = await store.batches.get({ tenant, id });
        if (isSame(before, after)) seen.push({ id, said: before.counts, found });
      }
      return seen;
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** Each settlement counts in full: what was recorded twice would be too much. */
async function recount({ shards }: Store, id: string): Promise<BatchCounts> {
  const counts = { total: 0, open: 0, succeeded: 0, failed: 0, deadLettered: 0, expired: 0, cancelled: 0 };
  for (let fromSeq: number | undefined = 0; fromSeq !== undefined; ) {
    const page = await shards.list(id, { fromSeq, extents: 64 });
    for (const { seqs } of page.shards) counts.open += lengthOf(seqs);
    fromSeq = page.nextSeq;
  }
  for (let fromSeq: number | undefined = 0; fromSeq !== undefined; ) {
    const page = await shards.settlements(id, { fromSeq, extents: 64 });
    for (const { seqs, lines, as } of page.settlements) {
      if (as === 'expired' || as === 'cancelled') counts[as] += lengthOf(seqs);
      for (const outcome of lines?.outcomes ?? []) counts[outcome]++;
    }
    fromSeq = page.nextSeq;
  }
  const { open, succeeded, failed, deadLettered, expired, cancelled } = counts;
  return { ...counts, total: open + succeeded + failed + deadLettered + expired + cancelled };
}

function lengthOf(seqs: Seqs): number {
  return seqs.reduce((sum, [from, to]) => sum + to - from, 0);
}

function isSame(before: Batch, after: Batch | undefined): boolean {
  return JSON.stringify(before.counts) === JSON.stringify(after?.counts);
}
