import type { SeqRange, Seqs } from '../store/index.ts';

/*
 * A set as the lengths of its runs: a bit that says whether 0 is in it, then the runs of positions that are and are not,
 * in turn, each as an Elias gamma number. A run of one takes one bit, a run of a million takes 39: positions that come in
 * any order take little more than a bitmap, those that come in order next to nothing.
 */

const MAX_RUN_BITS = 32;

/** The set in as few bytes as its runs need. */
export function encodeRuns(seqs: Seqs): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  const write = (bit: number): void => {
    if (bits % 8 === 0) bytes.push(0);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) | (bit << (7 - (bits++ % 8)));
  };
  write(seqs[0]?.[0] === 0 ? 1 : 0);
  let at = 0;
  for (const [from, end] of seqs) {
    if (from > at) writeGamma(from - at, write);
    writeGamma(end - from, write);
    at = end;
  }
  return Uint8Array.from(bytes);
}

function writeGamma(run: number, write: (bit: number) => void): void {
  const digits = run.toString(2);
  for (let zeros = digits.length - 1; zeros > 0; zeros--) write(0);
  for (const digit of digits) write(digit === '1' ? 1 : 0);
}

/** The set; undefined when the bytes are not what `encodeRuns` makes, or of a set that reaches beyond `limit`. */
export function decodeRuns(bytes: Uint8Array, limit: number): Seqs | undefined {
  const bits = bitsOf(bytes);
  const ranges: SeqRange[] = [];
  let isIn = bits.next().value === 1;
  let at = 0;
  for (let run = readGamma(bits); run > 0; run = readGamma(bits)) {
    if (isIn) ranges.push([at, at + run]);
    at += run;
    isIn = !isIn;
    if (at > limit) return undefined;
  }
  return Buffer.compare(encodeRuns(ranges), bytes) === 0 ? ranges : undefined;
}

function* bitsOf(bytes: Uint8Array): Generator<number, undefined> {
  for (const byte of bytes) for (let shift = 7; shift >= 0; shift--) yield (byte >> shift) & 1;
}

/** The next number; 0 at the end, and where there is none. */
function readGamma(bits: Generator<number, undefined>): number {
  let zeros = 0;
  for (let bit = bits.next().value; bit !== 1; bit = bits.next().value) {
    if (bit === undefined || ++zeros >= MAX_RUN_BITS) return 0;
  }
  let run = 1;
  for (; zeros > 0; zeros--) {
    const bit = bits.next().value;
    if (bit === undefined) return 0;
    run = run * 2 + bit;
  }
  return run;
}
