import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfPart, type JoinPart, type Piece, planJoin } from './plan-join.ts';

const bounds = { leastBytes: 5, gatheredBytes: 8, copiedBytes: 20 };
const sizes = fc.array(fc.oneof(fc.nat(12), fc.nat(100)), { maxLength: 12 });

function piecesOf(part: JoinPart): readonly Piece[] {
  return 'copied' in part ? [part.copied] : part.gathered;
}

describe('a join is cut into parts', () => {
  test('that hold every byte of every source once, in order', () => {
    fc.assert(
      fc.property(sizes, (sources) => {
        const ends = sources.map(() => 0);
        let last = 0;
        for (const { source, from, end } of planJoin(sources, bounds).flatMap(piecesOf)) {
          expect(source).toBeGreaterThanOrEqual(last);
          expect([from, end > from]).toEqual([ends[source], true]);
          ends[source] = end;
          last = source;
        }
        expect(ends).toEqual(sources);
      }),
    );
  });

  test('that are large enough for the service, but the last, and small enough for memory', () => {
    fc.assert(
      fc.property(sizes, (sources) => {
        const parts = planJoin(sources, bounds);
        for (const part of parts.slice(0, -1)) expect(bytesOfPart(part)).toBeGreaterThanOrEqual(bounds.leastBytes);
        for (const part of parts)
          expect(bytesOfPart(part)).toBeLessThanOrEqual('copied' in part ? bounds.copiedBytes : bounds.gatheredBytes);
      }),
    );
  });

  test('of which large sources are copied and small ones gathered', () => {
    expect(planJoin([10, 3, 30], bounds)).toEqual([
      { copied: { source: 0, from: 0, end: 10 } },
      {
        gathered: [
          { source: 1, from: 0, end: 3 },
          { source: 2, from: 0, end: 5 },
        ],
      },
      { copied: { source: 2, from: 5, end: 18 } },
      { copied: { source: 2, from: 18, end: 30 } },
    ]);
    expect(planJoin([], bounds)).toEqual([]);
    expect(planJoin([0, 3], bounds)).toEqual([{ gathered: [{ source: 1, from: 0, end: 3 }] }]);
  });
});
