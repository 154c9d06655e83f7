import { readBlob } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import { lineBytes } from '../input/index.ts';
import { splitLines } from '../input/line-splitter.ts';
import type { ExtentSource } from './withdrawn-lines.ts';

/** The lines of some requests of one extent as they stand in the input, without their newlines. */
export async function inputLines(
  { blobs, input, extent, signal }: ExtentSource,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const bytes = await readBlob(blobs, input, { offset: extent.offset, length: extent.bytes, signal });
  const wanted = new Set(seqs);
  const found = new Map<number, Uint8Array>();
  let seq = extent.firstSeq;
  for (const batch of splitLines(bytes)) {
    for (const line of batch.lines) {
      if (wanted.has(seq)) found.set(seq, lineBytes(batch, line));
      seq++;
    }
  }
  const missing = seqs.find((one) => !found.has(one));
  if (missing === undefined) return found;
  throw new SpillwayError(`the input no longer holds request ${missing}`, { code: 'internal' });
}
