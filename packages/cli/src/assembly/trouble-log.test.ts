import { type Clock, SpillwayError } from '@spillway/core';
import { expect, it } from 'vitest';
import type { Output } from '../terminal/output.ts';
import { createTroubleLog } from './trouble-log.ts';

it('a trouble is one line, and its repeats within half a minute are only counted', () => {
  let nowMs = 0;
  const clock = { now: () => nowMs, monotonic: () => nowMs } as Clock;
  const lines: string[] = [];
  const output = { log: (_record: object, text: string) => lines.push(text) } as unknown as Output;
  const tell = createTroubleLog(output, clock);
  const error = new SpillwayError('PostgreSQL cannot\nbe reached.', { code: 'unavailable' });
  tell({ where: 'step of batch_a', error });
  tell({ where: 'step of batch_b', error });
  tell({ where: 'claim', error });
  nowMs = 29_000;
  tell({ where: 'step of batch_a', error });
  nowMs = 30_000;
  tell({ where: 'step of batch_a', error });
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z warn step of batch_a: PostgreSQL cannot be reached.',
    '1970-01-01T00:00:00.000Z warn claim: PostgreSQL cannot be reached.',
    '1970-01-01T00:00:30.000Z warn step of batch_a: PostgreSQL cannot be reached. repeats=2',
  ]);
});
