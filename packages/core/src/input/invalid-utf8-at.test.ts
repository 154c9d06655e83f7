import { Buffer, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { invalidUtf8At } from './invalid-utf8-at.ts';

it('everything before the place is UTF-8, and what begins there is not', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const bytes = Buffer.concat(parts);
      fc.pre(!isUtf8(bytes));
      const at = invalidUtf8At(bytes);
      expect(isUtf8(bytes.subarray(0, at))).toBe(true);
      for (let length = 1; length <= 4 && at + length <= bytes.length; length++)
        expect(isUtf8(bytes.subarray(at, at + length))).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  [[0x80], 0],
  [[0x61, 0xc0, 0xaf], 1],
  [[...Buffer.from('é€🗝'), 0xed, 0xa0, 0x80], 9],
  [[0x61, 0xe2, 0x82], 1],
] as const)('bytes %j are bad at %i', (bytes, at) => {
  expect(invalidUtf8At(Buffer.from(bytes))).toBe(at);
});
