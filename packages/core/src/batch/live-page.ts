import type { BlobStorage } from '../blob/index.ts';
import {
  type Seqs,
  type Settlement,
  type SettlementPage,
  type ShardQueue,
  seqsOf,
  subtractSeqs,
  uniteSeqs,
} from '../store/index.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { type FinalRecord, finalRecords } from './final-records.ts';
import { recordLines } from './record-lines.ts';

export interface LivePageOptions {
  readonly shards: Pick<ShardQueue, 'settlements'>;
  readonly blobs: BlobStorage;
  readonly batchId: string;
  /** Blob of the batch's input. */
  readonly input: string;
  /** `completion`: whatever has ended. `input`: the finished prefix alone. */
  readonly order: 'completion' | 'input';
  /** The requests whose lines are out. */
  readonly handed: Seqs;
  /** Lines of the page, at the most. */
  readonly limit: number;
  /** Bytes of the page, unless a single line has more. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** A final record with its line, the newline included. */
export interface LiveLine extends FinalRecord {
  readonly line: Uint8Array;
}

export interface LivePage {
  readonly lines: readonly LiveLine[];
  /** With the requests of this page. */
  readonly handed: Seqs;
  /** Whether the page holds all that had ended by the moment of the look. */
  readonly exhausted: boolean;
}

const EXTENTS_AT_ONCE = 16;

/**
 * The next lines of a batch that perhaps still runs. What is out is remembered request by request, not by how far the
 * settlements were read: those of one extent that are recorded at the same time may become visible in either order. What
 * goes on the page is decided by the settlements alone; only then bytes are read.
 */
export async function livePage(options: LivePageOptions): Promise<LivePage> {
  const { records, exhausted } = await chooseRecords(options);
  const lines = await readLines(options, records);
  const seqs = records.map(({ seq }) => seq).sort((left, right) => left - right);
  return { lines, handed: uniteSeqs(options.handed, seqsOf(seqs)), exhausted };
}

async function chooseRecords(
  options: LivePageOptions,
): Promise<{ readonly records: readonly FinalRecord[]; readonly exhausted: boolean }> {
  const records: FinalRecord[] = [];
  let bytes = 0;
  for await (const record of freshRecords(options)) {
    bytes += bytesOf(record);
    const full = records.length === options.limit || (records.length > 0 && bytes > options.maxBytes);
    if (full) return { records, exhausted: false };
    records.push(record);
  }
  return { records, exhausted: true };
}

/** A line that is still to be made holds little more than a custom_id, which is a part of an input line. */
function bytesOf({ place, settlement: { extent } }: FinalRecord): number {
  return place?.length ?? Math.ceil(extent.bytes / extent.requests);
}

/** The final records that are not out, extent by extent. */
async function* freshRecords(options: LivePageOptions): AsyncGenerator<FinalRecord> {
  const { order, handed } = options;
  let next = nextSeq(handed, 0);
  for await (const settlements of extentsFrom(next, options)) {
    const records = withoutHanded(finalRecords(settlements), handed);
    if (order === 'completion') yield* records.sort(bySettlement);
    else {
      for (const record of records) {
        if (record.seq !== next) return;
        next++;
        yield record;
      }
    }
  }
}

/** All settlements of each extent that is not out as a whole. */
async function* extentsFrom(
  seq: number,
  { shards, batchId, handed, signal }: LivePageOptions,
): AsyncGenerator<readonly Settlement[]> {
  for (let fromSeq: number | undefined = seq; fromSeq !== undefined; ) {
    const asked = shards.settlements(batchId, { fromSeq, extents: EXTENTS_AT_ONCE });
    const page: SettlementPage | undefined = await unlessAborted(asked, signal);
    signal.throwIfAborted();
    yield* Map.groupBy(page?.settlements ?? [], ({ extent }) => extent.firstSeq).values();
    fromSeq = page?.nextSeq === undefined ? undefined : nextSeq(handed, page.nextSeq);
  }
}

/** The first position from `seq` on that is not in the set. */
function nextSeq(handed: Seqs, seq: number): number {
  return handed.find(([from, end]) => from <= seq && seq < end)?.[1] ?? seq;
}

function withoutHanded(records: readonly FinalRecord[], handed: Seqs): FinalRecord[] {
  const fresh = subtractSeqs(seqsOf(records.map(({ seq }) => seq)), handed);
  let range = 0;
  return records.filter(({ seq }) => {
    while (range < fresh.length && (fresh[range] as Seqs[number])[1] <= seq) range++;
    const [from] = fresh[range] ?? [Number.POSITIVE_INFINITY];
    return from <= seq;
  });
}

function bySettlement(left: FinalRecord, right: FinalRecord): number {
  return left.settlement.ordinal - right.settlement.ordinal || left.seq - right.seq;
}

async function readLines(
  { blobs, batchId, input, signal }: LivePageOptions,
  records: readonly FinalRecord[],
): Promise<LiveLine[]> {
  const lines: LiveLine[] = [];
  for (const some of Map.groupBy(records, ({ settlement }) => settlement.extent.firstSeq).values()) {
    const { extent } = (some[0] as FinalRecord).settlement;
    const read = await recordLines({ blobs, batchId, input, extent, signal }, some);
    for (const record of some) lines.push({ ...record, line: read.get(record.seq) as Uint8Array });
  }
  return lines;
}
