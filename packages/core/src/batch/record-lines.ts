import { type BlobStorage, readBlob } from '../blob/index.ts';
import type { FinalRecord, LinePlace } from './final-records.ts';
import { type ExtentSource, withdrawnLines } from './withdrawn-lines.ts';

const SEGMENTS_AT_ONCE = 8;

/**
 * The lines, by seq, of some records of one extent. Of each segment one range is read, from the first of the lines to the
 * last; a flush is small, so what lies between them costs less than a second read.
 */
export async function recordLines(
  source: ExtentSource,
  records: readonly FinalRecord[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const { blobs, signal } = source;
  const lines = new Map(await withdrawnLines(source, records));
  const ended = records.filter((record): record is PlacedRecord => record.place !== undefined);
  const segments = [...Map.groupBy(ended, ({ place }) => place.segment).values()];
  for (let at = 0; at < segments.length; at += SEGMENTS_AT_ONCE) {
    const some = segments.slice(at, at + SEGMENTS_AT_ONCE);
    const cut = await Promise.all(some.map((segment) => cutLines(blobs, segment, signal)));
    for (const [seq, line] of cut.flat()) lines.set(seq, line);
  }
  return lines;
}

type PlacedRecord = FinalRecord & { readonly place: LinePlace };

async function cutLines(
  blobs: BlobStorage,
  records: readonly PlacedRecord[],
  signal: AbortSignal,
): Promise<[number, Uint8Array][]> {
  const [first] = records as [PlacedRecord];
  const from = records.reduce((least, { place }) => Math.min(least, place.offset), first.place.offset);
  const end = records.reduce((most, { place }) => Math.max(most, place.offset + place.length), 0);
  const bytes = await readBlob(blobs, first.place.segment, { offset: from, length: end - from, signal });
  return records.map(({ seq, place }) => [
    seq,
    bytes.subarray(place.offset - from, place.offset - from + place.length),
  ]);
}
