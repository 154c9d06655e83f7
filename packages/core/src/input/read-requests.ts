import type { Buffer } from 'node:buffer';
import { SpillwayError } from '../errors/index.ts';
import type { Seqs } from '../store/seqs.ts';
import { LineScanner } from './line-scanner.ts';
import { splitLines } from './line-splitter.ts';
import type { ScannedLine } from './scanned-line.ts';

/** A request of a planned input. The byte fields are views into the extent that was passed. */
export interface InputRequest {
  /** Its zero-based position among the requests of the file. */
  readonly seq: number;
  /** The custom_id as it stands in the line: a JSON string with its quotes. */
  readonly customId: Buffer;
  /** The path that it names, for instance `/v1/chat/completions`. */
  readonly url: string;
  /** The model that its body names. */
  readonly model: string;
  /** The original bytes of the body. */
  readonly body: Buffer;
}

/**
 * The requests of an extent's bytes, in order; only those of `seqs` when given. Lines that are not wanted are stepped
 * over without looking inside. The bytes must be those that planning has checked.
 */
export function* readRequests(
  extent: Uint8Array,
  firstSeq: number,
  seqs: Seqs = [[firstSeq, Number.POSITIVE_INFINITY]],
): Generator<InputRequest, void, undefined> {
  const scanner = new LineScanner();
  let seq = firstSeq - 1;
  let range = 0;
  for (const batch of splitLines(extent)) {
    for (const line of batch.lines) {
      seq++;
      while (range < seqs.length && seq >= endOf(seqs, range)) range++;
      if (range === seqs.length) return;
      if (seq >= fromOf(seqs, range)) yield requestOf(scanner.scan(batch, line), seq);
    }
  }
}

function requestOf(line: ScannedLine, seq: number): InputRequest {
  const url = line.text(line.url);
  const model = line.text(line.model);
  if (line.fault || url === undefined || model === undefined) {
    throw new SpillwayError(`the input no longer holds request ${seq} as it was planned`, {
      code: 'internal',
      hint: 'Blobs never change once they are written; something outside Spillway has changed this one.',
    });
  }
  return { seq, customId: line.raw(line.customId), url, model, body: line.raw(line.body) };
}

function fromOf(seqs: Seqs, range: number): number {
  return (seqs[range] as Seqs[number])[0];
}

function endOf(seqs: Seqs, range: number): number {
  return (seqs[range] as Seqs[number])[1];
}
