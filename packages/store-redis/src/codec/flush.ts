import { SpillwayError } from '@spillway/core/errors';
import { type Flush, type Lines, outcomes, type Seqs, sizeOf, uniteSeqs } from '@spillway/core/store';
import { packArrays } from './lines.ts';
import { packPositions } from './seqs.ts';
import { wholeMs } from './time.ts';

/** What `settle.lua` takes behind the time. */
export function encodeFlush({
  batchId,
  shardId,
  fence,
  rest,
  engine,
  deferred = [],
  ...flush
}: Flush): (string | number | Buffer)[] {
  const lines = flush.lines && flush.lines.seqs.length > 0 ? flush.lines : undefined;
  if (lines) refuseUnequal(lines);
  const named = namedSeqs(
    lines,
    deferred.map(({ seqs }) => seqs),
  );
  const positions = (seqs: Seqs): Buffer => packPositions(seqs, firstSeqOf(shardId));
  const ofLines = positions(lines?.seqs ?? []);
  return [
    shardId,
    fence,
    rest,
    engine ?? '',
    deferred.length === 0 ? ofLines : positions(named),
    sizeOf(named),
    ofLines,
    lines ? withoutPrefix(lines.segment, batchId) : '',
    lines?.offset ?? 0,
    lines ? packArrays(lines) : '',
    lines?.deduplicated ?? 0,
    ...outcomes.map((outcome) => lines?.outcomes.filter((one) => one === outcome).length ?? 0),
    ...deferred.flatMap(({ seqs, afterMs, attempts }) => [positions(seqs), sizeOf(seqs), wholeMs(afterMs), attempts]),
  ];
}

/** Where the extent of a shard begins; `shard.lua` says how ids are made. */
function firstSeqOf(shardId: number): number {
  return Math.floor(shardId / 2 ** 22);
}

/** A flush of lines alone, the most frequent by far, costs no union. */
function namedSeqs(lines: Lines | undefined, deferred: readonly Seqs[]): Seqs {
  return deferred.length === 0 ? (lines?.seqs ?? []) : uniteSeqs(lines?.seqs ?? [], ...deferred);
}

const prefixOf = (batchId: string): string => `segments/${batchId}/`;

/** Nearly every segment lies under the same prefix, which then is one sign here. */
function withoutPrefix(segment: string, batchId: string): string {
  const prefix = prefixOf(batchId);
  return segment.startsWith(prefix) ? `+${segment.slice(prefix.length)}` : `=${segment}`;
}

/** The key of a segment as the worker named it. */
export function decodeSegment(text: string, batchId: string): string {
  return text.startsWith('+') ? prefixOf(batchId) + text.slice(1) : text.slice(1);
}

/** Recorded, unequal arrays would make the counts differ from a recount for ever, or be read as others. */
function refuseUnequal({ seqs, outcomes: ended, lengths, attempts, tokensIn, tokensOut, durationsMs }: Lines): void {
  const size = sizeOf(seqs);
  const arrays = { outcomes: ended, lengths, attempts, tokensIn, tokensOut, durationsMs };
  for (const [name, { length }] of Object.entries(arrays)) {
    if (length === size) continue;
    const message = `A flush has ${length} ${name} for ${size} requests.`;
    throw new SpillwayError(message, { code: 'invalid_argument', param: 'lines' });
  }
}
