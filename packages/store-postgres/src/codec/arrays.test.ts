import { describe, expect, it } from 'vitest';
import { decodePositions, encodeInts, encodePositions, encodeSmallints } from './arrays.ts';

describe('arrays', () => {
  it('are in the binary form of PostgreSQL', () => {
    expect(encodeSmallints([1, -2]).toString('hex')).toBe(
      ['00000001', '00000000', '00000015', '00000002', '00000001', '00000002', '0001', '00000002', 'fffe'].join(''),
    );
    expect(encodeInts([7]).readInt32BE(24)).toBe(7);
  });

  it('hold positions up to 65,535 in smallints', () => {
    const bytes = encodePositions([[1000 + 65_535, 1000 + 65_536]], 1000);
    expect(bytes.readInt16BE(24)).toBe(-1);
    expect(decodePositions('{0,-1}', 1000)).toEqual([1000, 66_535]);
  });

  it.each([Number.NaN, 2 ** 31, -(2 ** 31) - 1])('refuse %d by name', (value) => {
    expect(() => encodeInts([value])).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});
