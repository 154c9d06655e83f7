import { expect, test } from 'vitest';
import { SeenIds } from './seen-ids.ts';

test('of hundreds of thousands of ids each is known again by its first line, and no other', () => {
  const seen = new SeenIds();
  const count = 300_000;
  let known = 0;
  for (let line = 1; line <= count; line++) if (seen.see(`request-${line}`, line) !== undefined) known++;
  expect(known).toBe(0);
  for (const line of [1, 2, 4_095, 65_537, count]) expect(seen.see(`request-${line}`, 7)).toBe(line);
  expect([seen.see('request-', 8), seen.see('', 9), seen.see('', 10)]).toEqual([undefined, undefined, 9]);
});
