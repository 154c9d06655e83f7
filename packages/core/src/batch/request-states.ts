import type { Extent, OpenShard, Settlement, ShardQueue } from '../store/index.ts';
import { eachSeq } from '../store/index.ts';
import { type FinalRecord, finalRecords } from './final-records.ts';

/** Where one request is. With neither record nor shard it moved while the two were read: it waits again. */
export interface RequestState {
  readonly seq: number;
  readonly extent: Extent;
  /** Present when it has ended. */
  readonly record: FinalRecord | undefined;
  /** The open shard that holds it. */
  readonly shard: OpenShard | undefined;
  /** Ordinal of the last settlement of its extent that was seen; 0 for none. */
  readonly seen: number;
}

export interface RequestStatesOptions {
  readonly shards: Pick<ShardQueue, 'list' | 'settlements'>;
  readonly batchId: string;
  /** Where to begin: from the extent that holds it. */
  readonly fromSeq: number;
  /** Extents with none of these may be left out. */
  readonly wanted: 'open' | 'ended' | 'all';
  /** Extents of one look. */
  readonly extents: number;
}

/** The states of a batch's requests, extent by extent. */
export async function* requestStates(options: RequestStatesOptions): AsyncGenerator<readonly RequestState[]> {
  for (let fromSeq = options.fromSeq; fromSeq < Number.POSITIVE_INFINITY; ) {
    const look = await lookFrom(fromSeq, options);
    yield* look.extents.map((part) => statesOf(part));
    fromSeq = look.nextSeq;
  }
}

interface ExtentPart {
  readonly extent: Extent;
  readonly shards: readonly OpenShard[];
  readonly settlements: readonly Settlement[];
}

/** Open shards are read first: what is settled in between has ended, and is not lost from sight. */
async function lookFrom(
  fromSeq: number,
  { shards, batchId, wanted, extents }: RequestStatesOptions,
): Promise<{ readonly extents: readonly ExtentPart[]; readonly nextSeq: number }> {
  const none = { shards: [] };
  const open = wanted === 'ended' ? none : await shards.list(batchId, { fromSeq, extents });
  const firstOpen = open.shards[0]?.extent.firstSeq;
  if (wanted === 'open' && firstOpen === undefined) return { extents: [], nextSeq: Number.POSITIVE_INFINITY };
  const settledFrom = wanted === 'open' ? Math.max(fromSeq, firstOpen ?? 0) : fromSeq;
  const settled = await shards.settlements(batchId, { fromSeq: settledFrom, extents });
  // One of the pages may reach further than the other.
  const ends = [open, settled].map(
    (page) => ('nextSeq' in page ? page.nextSeq : undefined) ?? Number.POSITIVE_INFINITY,
  );
  const nextSeq = Math.min(...ends);
  return { extents: partsBefore(nextSeq, open.shards, settled.settlements), nextSeq };
}

function partsBefore(
  nextSeq: number,
  shards: readonly OpenShard[],
  settlements: readonly Settlement[],
): readonly ExtentPart[] {
  const extents = new Map([...shards, ...settlements].map(({ extent }) => [extent.firstSeq, extent]));
  const openIn = Map.groupBy(shards, ({ extent }) => extent.firstSeq);
  const settledIn = Map.groupBy(settlements, ({ extent }) => extent.firstSeq);
  return [...extents.entries()]
    .filter(([firstSeq]) => firstSeq < nextSeq)
    .sort(([left], [right]) => left - right)
    .map(([firstSeq, extent]) => ({
      extent,
      shards: openIn.get(firstSeq) ?? [],
      settlements: settledIn.get(firstSeq) ?? [],
    }));
}

function statesOf({ extent, shards, settlements }: ExtentPart): RequestState[] {
  const records = new Map(finalRecords(settlements).map((record) => [record.seq, record]));
  const open = new Map(shards.flatMap((shard) => [...eachSeq(shard.seqs)].map((seq) => [seq, shard] as const)));
  const seen = settlements.reduce((last, { ordinal }) => Math.max(last, ordinal), 0);
  return Array.from({ length: extent.requests }, (_, index) => {
    const seq = extent.firstSeq + index;
    return { seq, extent, record: records.get(seq), shard: open.get(seq), seen };
  });
}
