import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

test('calls of one name take turns in the order in which they came', async () => {
  const inTurn = createTurns();
  const { open, opened } = gate();
  const log: string[] = [];
  const calls = ['a', 'b', 'c'].map((call) =>
    inTurn('name', async () => {
      log.push(`${call} begins`);
      await opened;
      log.push(`${call} ends`);
      return call;
    }),
  );
  await inTurn('another', async () => log.push('another'));
  expect(log).toEqual(['a begins', 'another']);
  open();
  expect(await Promise.all(calls)).toEqual(['a', 'b', 'c']);
  expect(log.slice(2)).toEqual(['a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a call that rejects does so to its caller alone', async () => {
  const inTurn = createTurns();
  const broken = inTurn('name', () => Promise.reject(new Error('broken')));
  const next = inTurn('name', async () => 'next');
  await expect(broken).rejects.toThrow('broken');
  expect(await next).toBe('next');
  expect(await inTurn('name', async () => 'later')).toBe('later');
});
