import { expect, test } from 'vitest';
import { SharedLooks } from './shared-looks.ts';

function looksAt(): { readonly looks: SharedLooks<number>; readonly seen: () => number; pass(ms: number): void } {
  let [nowMs, count] = [0, 0];
  return {
    looks: new SharedLooks({ clock: { monotonic: () => nowMs }, goodMs: 2_000 }),
    seen: () => ++count,
    pass(ms) {
      nowMs += ms;
    },
  };
}

test('those who ask for the same thing within a while share one look, and others have their own', async () => {
  const { looks, seen, pass } = looksAt();
  const look = async (): Promise<number> => seen();
  expect(await Promise.all([looks.get('a', look), looks.get('a', look), looks.get('b', look)])).toEqual([1, 1, 2]);
  pass(1_999);
  expect(await looks.get('a', look)).toBe(1);
  pass(1);
  expect(await looks.get('a', look)).toBe(3);
});

test('a look that failed is no look', async () => {
  const { looks, seen } = looksAt();
  await expect(looks.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await looks.get('a', async () => seen())).toBe(1);
});
