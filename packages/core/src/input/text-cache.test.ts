import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextCache } from './text-cache.ts';

describe('a cache of texts', () => {
  it('answers the text that stands there, whatever it answered before', () => {
    const cache = new TextCache();
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.integer({ min: 1, max: 300 }).map((length) => 'a'.repeat(length)),
    );
    fc.assert(
      fc.property(text, fc.string({ maxLength: 3 }), (wanted, before) => {
        fc.pre(wanted.isWellFormed());
        const bytes = Buffer.from(`${before}${wanted}!`);
        expect(cache.decode(bytes, Buffer.byteLength(before), bytes.length - 1)).toBe(wanted);
      }),
      { numRuns: 1000 },
    );
  });
});
