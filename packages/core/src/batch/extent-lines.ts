import { type BlobStorage, readBlob } from '../blob/index.ts';
import type { Settlement } from '../store/index.ts';
import { type FinalRecord, finalRecords, type LinePlace } from './final-records.ts';
import { notesBySeq, type RequestNote } from './segment-notes.ts';
import { type ExtentSource, withdrawnLines } from './withdrawn-lines.ts';

/** A request's final record with its line. */
export interface FinalLine extends FinalRecord {
  readonly line: Uint8Array;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
  /** Of its last execution, by the worker's clock; 0 when it ended without one. */
  readonly startedAt: number;
  /** Whether it was answered by the answer to another. */
  readonly copied: boolean;
}

export interface ExtentLinesOptions extends ExtentSource {
  /** All settlements of the extent. */
  readonly settlements: readonly Settlement[];
}

/** Above this the lines of an extent are read one by one instead of by segment, so that memory stays bounded. */
const TOGETHER_BYTES = 32 * 1024 ** 2;
const SEGMENTS_AT_ONCE = 8;

/** The lines of one extent in input order: each segment is read once and cut in memory. */
export async function* extentLines(options: ExtentLinesOptions): AsyncGenerator<FinalLine> {
  const { blobs, signal } = options;
  const records = finalRecords(options.settlements);
  const bytes = records.reduce((sum, record) => sum + (record.place?.length ?? 0), 0);
  const together = bytes <= TOGETHER_BYTES;
  const segments = await readSegments(options, records, together);
  const made = await withdrawnLines(options, records);
  for (const record of records) {
    const { place, seq } = record;
    const segment = place && segments.get(place.segment);
    const line = place
      ? (segment?.lines?.subarray(place.offset - segment.from, place.offset - segment.from + place.length) ??
        (await readBlob(blobs, place.segment, { offset: place.offset, length: place.length, signal })))
      : (made.get(seq) as Uint8Array);
    const { cachedTokens = 0, reasoningTokens = 0, startedAt = 0, duplicateOf = null } = segment?.notes.get(seq) ?? {};
    yield { ...record, line, cachedTokens, reasoningTokens, startedAt, copied: duplicateOf !== null };
  }
}

interface ReadSegment {
  /** Offset of `lines` in the segment. */
  readonly from: number;
  /** Undefined when the lines are to be read one by one. */
  readonly lines: Uint8Array | undefined;
  readonly notes: ReadonlyMap<number, RequestNote>;
}

async function readSegments(
  { blobs, settlements, signal }: ExtentLinesOptions,
  records: readonly FinalRecord[],
  together: boolean,
): Promise<ReadonlyMap<string, ReadSegment>> {
  const wanted = new Set(records.map((record) => record.place?.segment));
  const places = settlements.flatMap(({ lines }) => (lines && wanted.has(lines.segment) ? [placeOf(lines)] : []));
  const read = new Map<string, ReadSegment>();
  for (let at = 0; at < places.length; at += SEGMENTS_AT_ONCE) {
    const some = places.slice(at, at + SEGMENTS_AT_ONCE);
    const segments = await Promise.all(some.map((place) => readSegment(blobs, place, together, signal)));
    for (const [index, place] of some.entries()) read.set(place.segment, segments[index] as ReadSegment);
  }
  return read;
}

function placeOf(lines: NonNullable<Settlement['lines']>): LinePlace {
  return {
    segment: lines.segment,
    offset: lines.offset,
    length: lines.lengths.reduce((sum, length) => sum + length, 0),
  };
}

/** The notes lie behind the lines, up to the end of the segment. */
async function readSegment(
  blobs: BlobStorage,
  { segment, offset, length }: LinePlace,
  together: boolean,
  signal: AbortSignal,
): Promise<ReadSegment> {
  const skipped = together ? 0 : length;
  const bytes = await readBlob(blobs, segment, { offset: offset + skipped, signal });
  const notes = notesBySeq(bytes.subarray(length - skipped));
  return { from: offset, lines: together ? bytes.subarray(0, length) : undefined, notes };
}
