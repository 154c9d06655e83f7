import { readBlob } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import { lineBytes } from '../input/index.ts';
import { splitLines } from '../input/line-splitter.ts';
import type { ExtentSource } from './withdrawn-lines.ts';

/** The bytes of one extent of the input; undefined once the input is gone: its file may go before the results do. */
export async function readInput({
  blobs,
  input,
  extent,
  signal,
}: Omit<ExtentSource, 'batchId'>): Promise<Buffer | undefined> {
  try {
    return await readBlob(blobs, input, { offset: extent.offset, length: extent.bytes, signal });
  } catch (error) {
    if (SpillwayError.is(error, 'not_found')) return undefined;
    throw error;
  }
}

/** The lines of some requests of one extent as they stand in the input, without their newlines; none once it is gone. */
export async function inputLines(
  source: Omit<ExtentSource, 'batchId'>,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const found = new Map<number, Uint8Array>();
  const bytes = await readInput(source);
  if (!bytes) return found;
  const wanted = new Set(seqs);
  let seq = source.extent.firstSeq;
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
