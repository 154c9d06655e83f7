import type { Seqs } from '@spillway/core/store';
import { describe, expect, it } from 'vitest';
import { decodeBits, encodeBits, encodeBitText } from './bits.ts';

const sets: readonly (readonly [Seqs, number])[] = [
  [[], 7],
  [[[7, 8]], 7],
  [[[10, 30]], 7],
  [[[100, 612]], 100],
  [
    [
      [3, 4],
      [9, 17],
      [40, 90],
    ],
    0,
  ],
];

/** The text of a bit string in its binary form. */
function textOf(bytes: Buffer): string {
  const bits = [...bytes.subarray(4)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.slice(0, bytes.readInt32BE(0));
}

describe('bits', () => {
  it.each(sets)('a set survives the binary form and the text: %j from %d', (seqs, base) => {
    expect(decodeBits(textOf(encodeBits(seqs, base)), base)).toEqual(seqs);
    expect(decodeBits(encodeBitText(seqs, base), base)).toEqual(seqs);
  });

  it('zeros behind the set change nothing', () => {
    expect(decodeBits('0110100', 5)).toEqual([
      [6, 8],
      [9, 10],
    ]);
  });
});
