import type { Seqs } from '@spillway/core/store';

/** Seqs for a script: each bound a big-endian number of four bytes. */
export function packSeqs(seqs: Seqs): Buffer {
  const bytes = Buffer.allocUnsafe(8 * seqs.length);
  for (const [index, [from, end]] of seqs.entries()) {
    bytes.writeUInt32BE(from, 8 * index);
    bytes.writeUInt32BE(end, 8 * index + 4);
  }
  return bytes;
}

/** Positions in an extent, each bound a big-endian number of two bytes, as seqs. */
export function unpackPositions(bytes: Buffer, firstSeq: number): Seqs {
  return Array.from({ length: bytes.length / 4 }, (_, index) => [
    firstSeq + bytes.readUInt16BE(4 * index),
    firstSeq + bytes.readUInt16BE(4 * index + 2),
  ]);
}
