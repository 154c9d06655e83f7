import { SpillwayError } from '@spillway/core/errors';
import { type Flush, type Lines, outcomes, type Seqs, sizeOf, uniteSeqs } from '@spillway/core/store';
import { packArrays } from './lines.ts';
import { packSeqs } from './seqs.ts';
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
  if (lines && lines.outcomes.length !== sizeOf(lines.seqs)) throw unequal(lines);
  const named = namedSeqs(
    lines,
    deferred.map(({ seqs }) => seqs),
  );
  return [
    shardId,
    fence,
    rest,
    engine ?? '',
    packSeqs(named),
    packSeqs(lines?.seqs ?? []),
    lines ? withoutPrefix(lines.segment, batchId) : '',
    lines?.offset ?? 0,
    lines ? packArrays(lines) : '',
    lines?.deduplicated ?? 0,
    ...outcomes.map((outcome) => lines?.outcomes.filter((one) => one === outcome).length ?? 0),
    ...deferred.flatMap(({ seqs, afterMs, attempts }) => [packSeqs(seqs), wholeMs(afterMs), attempts]),
  ];
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

/** Recorded, it would make the counts differ from a recount for ever. */
function unequal({ outcomes: ended, seqs }: Lines): SpillwayError {
  const message = `A flush has ${ended.length} outcomes for ${sizeOf(seqs)} requests.`;
  return new SpillwayError(message, { code: 'invalid_argument', param: 'lines' });
}
