import { expect, test } from 'vitest';
import { createBell } from './bell.ts';

test('a ring while nobody waits is kept for the next wait, once', async () => {
  const bell = createBell();
  bell.ring();
  bell.ring();
  await bell.wait();
  let woken = false;
  const waiting = bell.wait().then(() => {
    woken = true;
  });
  await Promise.resolve();
  expect(woken).toBe(false);
  bell.ring();
  await waiting;
});

test('a wait that was given up swallows no ring', async () => {
  const bell = createBell();
  const over = new AbortController();
  const given = bell.wait(over.signal);
  over.abort();
  await given;
  bell.ring();
  await bell.wait();
});
