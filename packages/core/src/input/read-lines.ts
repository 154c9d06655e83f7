import { type LineBatch, LineSplitter } from './line-splitter.ts';

/** What `readLines` takes. */
export interface ReadLinesOptions {
  /** A longer line is skipped over in flat memory and reported as too long. */
  readonly maxLineBytes: number;
  /** Ends the reading, which rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * The lines of a JSONL file, found on bytes. One leading byte order mark, carriage returns before line feeds, blank
 * lines and a missing final line feed are tolerated. Holds back at most one unfinished line of `maxLineBytes`.
 *
 * Lines come in batches because one asynchronous step for each line would cost as much as checking it.
 */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  { maxLineBytes, signal }: ReadLinesOptions,
): AsyncGenerator<LineBatch, void, undefined> {
  const splitter = new LineSplitter(maxLineBytes);
  signal?.throwIfAborted();
  for await (const chunk of source) {
    signal?.throwIfAborted();
    yield* splitter.push(chunk);
  }
  yield* splitter.end();
}

/** The bytes of one line of a batch, without its line feed. */
export function lineBytes(
  { bytes }: LineBatch,
  { start, length }: { readonly start: number; readonly length: number },
): Uint8Array {
  return bytes.subarray(start, start + length);
}
