import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containsAll, eachSeq, firstSeqs, intersectSeqs, seqsOf, sizeOf, subtractSeqs, uniteSeqs } from './seqs.ts';

const sets = fc.uniqueArray(fc.nat(60)).map((seqs) => new Set(seqs.sort((left, right) => left - right)));
const of = (set: Iterable<number>) => seqsOf([...set].sort((left, right) => left - right));

test('sets of seqs behave like sets', () => {
  fc.assert(
    fc.property(sets, sets, fc.nat(70), (left, right, count) => {
      const [a, b] = [of(left), of(right)];
      expect([...eachSeq(a)]).toEqual([...left]);
      expect(sizeOf(a)).toBe(left.size);
      expect(subtractSeqs(a, b)).toEqual(of(left.difference(right)));
      expect(intersectSeqs(a, b)).toEqual(of(left.intersection(right)));
      expect(uniteSeqs(a, b)).toEqual(of(left.union(right)));
      expect(containsAll(a, b)).toBe(right.isSubsetOf(left));
      expect(firstSeqs(a, count)).toEqual(of([...left].slice(0, count)));
    }),
  );
});
