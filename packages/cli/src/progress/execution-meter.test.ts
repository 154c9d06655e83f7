import type { Execution, Executor, Verdict } from '@spillway/core/executor';
import { expect, it } from 'vitest';
import { ExecutionMeter } from './execution-meter.ts';

const base = { engine: null };
const usage = { inputTokens: 7, cachedTokens: 0, outputTokens: 5, reasoningTokens: 0 };
const answered: Verdict = {
  ...base,
  kind: 'answered',
  statusCode: 200,
  requestId: null,
  body: Buffer.from('{}'),
  usage,
};
const busy: Verdict = { ...base, kind: 'busy', statusCode: 429, message: '', retryAfterMs: null };
const failed: Verdict = {
  ...base,
  kind: 'failed',
  reason: 'reset',
  message: '',
  statusCode: null,
  requestId: null,
  body: null,
  retryAfterMs: null,
};

async function meterOf(verdicts: readonly (readonly [requestId: string, verdict: Verdict])[]): Promise<ExecutionMeter> {
  const meter = new ExecutionMeter(2);
  for (const [requestId, verdict] of verdicts) {
    const executor = { execute: async () => verdict } as unknown as Executor;
    await meter.watch(executor).execute({ requestId } as Execution);
  }
  return meter;
}

it('counts the tokens of answers, and as retrying what was executed without one', async () => {
  const meter = await meterOf([
    ['a', busy],
    ['b', answered],
    ['c', failed],
    ['d', answered],
  ]);
  expect([meter.tokens, meter.retrying]).toEqual([24, 2]);
});

it('a request stops retrying with its answer, or when its attempts are burnt', async () => {
  expect(
    (
      await meterOf([
        ['a', busy],
        ['a', answered],
      ])
    ).retrying,
  ).toBe(0);
  expect(
    (
      await meterOf([
        ['a', failed],
        ['a', busy],
        ['a', failed],
      ])
    ).retrying,
  ).toBe(0);
  expect(
    (
      await meterOf([
        ['a', busy],
        ['a', busy],
        ['a', busy],
      ])
    ).retrying,
  ).toBe(1);
});
