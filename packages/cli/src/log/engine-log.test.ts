import type { Clock } from '@spillway/core';
import { expect, it } from 'vitest';
import type { Output } from '../terminal/output.ts';
import { engineLog } from './engine-log.ts';

interface Seen {
  readonly healthy: boolean;
  readonly reason?: string;
}

const well: Seen = { healthy: true };
const ill = (reason: string): Seen => ({ healthy: false, reason });

/** What is logged while an engine is seen so, each for so many seconds. */
async function logOf(course: readonly (readonly [seconds: number, seen: Seen])[]): Promise<readonly string[]> {
  const seconds = course.flatMap(([length, seen]) => Array.from({ length }, () => seen));
  const lines: string[] = [];
  const over = new AbortController();
  let nowMs = 0;
  const clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    async sleep(ms: number) {
      nowMs += ms;
      if (nowMs / 1_000 >= seconds.length) over.abort();
    },
  } as Clock;
  const output = { log: (_record: object, text: string) => lines.push(text.slice(25)) } as unknown as Output;
  const engines = () => [{ url: 'http://gpu:8000', ...(seconds[nowMs / 1_000] ?? well) }];
  await engineLog({ executor: { engines }, output, clock }).run({ signal: over.signal });
  return lines;
}

it('an engine that falls ill is told of at once, and when it has been well for half a minute', async () => {
  const course = [
    [5, well],
    [60, ill('/health cannot be reached: connect ECONNREFUSED')],
    [40, well],
  ] as const;
  expect(await logOf(course)).toEqual([
    'warn engine: http://gpu:8000 takes no requests: /health cannot be reached: connect ECONNREFUSED',
    'info engine: http://gpu:8000 takes requests again',
  ]);
});

it('one that comes and goes is told of once', async () => {
  const turn = [
    [3, ill('HTTP 500')],
    [7, well],
  ] as const;
  expect(await logOf(Array.from({ length: 20 }, () => turn).flat())).toHaveLength(1);
});

it('one that is well soon after the start is no news, and one that is not by then is', async () => {
  const starting = ill('has not answered yet');
  expect(
    await logOf([
      [9, starting],
      [60, well],
    ]),
  ).toEqual([]);
  expect(await logOf([[12, starting]])).toEqual([
    'warn engine: http://gpu:8000 takes no requests: has not answered yet',
  ]);
});

it.each([
  ['HTTP 500: cannot sum up "a prompt"', 'HTTP 500'],
  [
    'refuses the credentials, check the API key (HTTP 401: a prompt)',
    'refuses the credentials, check the API key (HTTP 401)',
  ],
  ['HTTP 400: on two\nlines: a prompt', 'HTTP 400'],
])('what it answered is left out: %j', async (reason, told) => {
  expect(
    await logOf([
      [1, well],
      [1, ill(reason)],
    ]),
  ).toEqual([`warn engine: http://gpu:8000 takes no requests: ${told}`]);
});
