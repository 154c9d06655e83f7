import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Seqs } from '../store/index.ts';
import { type CursorSubject, decodeCursor, encodeCursor } from './result-cursor.ts';

const counts = { total: 100, open: 0, succeeded: 100, failed: 0, deadLettered: 0, expired: 0, cancelled: 0 };
const subject: CursorSubject = { id: 'batch_a', revision: 1, order: 'completion', counts };
const handed: Seqs = [
  [0, 40],
  [41, 100],
];
const cursor = encodeCursor(subject, handed);

test('a cursor is text for a header and a URL, and comes back as what it was made of', () => {
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(decodeCursor(subject, cursor)).toEqual(handed);
});

test.each<Partial<CursorSubject>>([
  { id: 'batch_b' },
  { revision: 2 },
  { order: 'input' },
  { counts: { ...counts, total: 99 } },
])('it is no cursor of other results: %o', (other) => {
  expect(decodeCursor({ ...subject, ...other }, cursor)).toBeUndefined();
});

test('one damaged letter is seen, wherever it is', () => {
  for (let at = 0; at < cursor.length; at++) {
    for (const letter of ['A', '_', '=', 'é']) {
      if (letter === cursor[at]) continue;
      expect(decodeCursor(subject, cursor.slice(0, at) + letter + cursor.slice(at + 1))).toBeUndefined();
    }
    expect(decodeCursor(subject, cursor.slice(0, at))).toBeUndefined();
  }
  for (const added of ['=', 'A', ' ', '\n', '.']) expect(decodeCursor(subject, cursor + added)).toBeUndefined();
});

test('any text is no cursor, and harms nobody', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
  );
  fc.assert(
    fc.property(text, (garbage) => void expect(decodeCursor(subject, garbage)).toBeUndefined()),
    { numRuns: 10_000 },
  );
});
