import { SpillwayError } from '@spillway/core/errors';
import type { Seqs } from '@spillway/core/store';

const bytesPerWord = 4;
const bitsPerWord = 32;

/**
 * Seqs of one extent as scripts have them: bits of big-endian words, the first position the highest bit, behind the number of
 * the first word that is not empty. What requests of an extent end in no order takes a bit each, not a range.
 */
export function packPositions(seqs: Seqs, firstSeq: number): Buffer {
  const [first, last] = [seqs[0], seqs.at(-1)];
  if (!first || !last) return Buffer.alloc(0);
  if (first[0] < firstSeq) return foreignPosition(first[0], last[1], firstSeq);
  const low = Math.floor((first[0] - firstSeq) / bitsPerWord);
  const words = Math.ceil((last[1] - firstSeq) / bitsPerWord) - low;
  const bytes = Buffer.alloc(2 + bytesPerWord * words);
  bytes.writeUInt16BE(low);
  const origin = firstSeq + low * bitsPerWord;
  for (const [from, end] of seqs) {
    for (let bit = from - origin; bit < end - origin; bit++) {
      const at = 2 + (bit >> 3);
      bytes[at] = (bytes[at] ?? 0) | (0x80 >> (bit & 7));
    }
  }
  return bytes;
}

/** A call may name another shard than its seqs are of; the script answers it, and finds none of them open. */
function foreignPosition(from: number, end: number, firstSeq: number): Buffer {
  if (end <= firstSeq) return Buffer.of(0xff, 0xff, 0, 0, 0, 1);
  throw new SpillwayError(`Seqs ${from} to ${end} are of several extents.`, { code: 'invalid_argument' });
}

/** The seqs of packed positions. */
export function unpackPositions(bytes: Buffer, firstSeq: number): Seqs {
  if (bytes.length === 0) return [];
  const ranges: [number, number][] = [];
  const origin = firstSeq + bytes.readUInt16BE(0) * bitsPerWord;
  for (let bit = 0; bit < 8 * (bytes.length - 2); bit++) {
    if (((bytes[2 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) === 0) continue;
    const last = ranges.at(-1);
    if (last && last[1] === origin + bit) last[1]++;
    else ranges.push([origin + bit, origin + bit + 1]);
  }
  return ranges;
}
