import { SpillwayError } from '@spillway/core/errors';
import { type Flush, type Lines, type Outcome, outcomes, type Seqs, sizeOf, uniteSeqs } from '@spillway/core/store';
import { encodeInts, encodePositions, encodeSmallints } from './arrays.ts';
import { encodeBits, encodeBitText } from './bits.ts';
import { wholeMs } from './time.ts';

const codes = new Map<Outcome, number>(outcomes.map((outcome, code) => [outcome, code]));
const withoutLines: readonly null[] = Array.from({ length: 9 }, () => null);
const nothingEnded = outcomes.map(() => 0);

/**
 * The parameters of `settle` but the last, the time. A flush does not say where its extent begins, so everything in it
 * counts from the lowest seq that it names.
 */
export function encodeFlush(flush: Flush): unknown[] {
  const { batchId, shardId, fence, rest, engine, deferred = [] } = flush;
  const lines = flush.lines && flush.lines.seqs.length > 0 ? flush.lines : undefined;
  const named = namedSeqs(
    lines,
    deferred.map(({ seqs }) => seqs),
  );
  const base = named[0]?.[0] ?? null;
  const codesOfLines = lines?.outcomes.map((outcome) => codes.get(outcome) as number) ?? [];
  return [
    batchId,
    shardId,
    fence,
    base,
    base === null ? null : encodeBits(named, base),
    sizeOf(named),
    rest,
    ...(lines ? encodeLines(lines, codesOfLines, base as number) : withoutLines),
    encodeInts(tally(codesOfLines)),
    engine ?? null,
    deferred.map(({ seqs }) => encodeBitText(seqs, base as number)),
    deferred.map(({ afterMs }) => wholeMs(afterMs)),
    deferred.map(({ attempts }) => attempts),
    lines?.deduplicated ?? 0,
  ];
}

/** A flush of lines alone, the most frequent by far, costs no union. */
function namedSeqs(lines: Lines | undefined, deferred: readonly Seqs[]): Seqs {
  return deferred.length === 0 ? (lines?.seqs ?? []) : uniteSeqs(lines?.seqs ?? [], ...deferred);
}

function encodeLines(lines: Lines, codesOfLines: readonly number[], base: number): readonly unknown[] {
  if (codesOfLines.length !== sizeOf(lines.seqs)) throw unequal(lines);
  return [
    encodePositions(lines.seqs, base),
    lines.segment,
    lines.offset,
    encodeSmallints(codesOfLines),
    encodeInts(lines.lengths),
    encodeSmallints(lines.attempts),
    encodeInts(lines.tokensIn),
    encodeInts(lines.tokensOut),
    encodeInts(lines.durationsMs),
  ];
}

function tally(codesOfLines: readonly number[]): readonly number[] {
  const counts = [...nothingEnded];
  for (const code of codesOfLines) counts[code] = (counts[code] as number) + 1;
  return counts;
}

/** Recorded, it would make the counts differ from a recount for ever. */
function unequal({ outcomes, seqs }: Lines): SpillwayError {
  const message = `A flush has ${outcomes.length} outcomes for ${sizeOf(seqs)} requests.`;
  return new SpillwayError(message, { code: 'invalid_argument', param: 'lines' });
}
