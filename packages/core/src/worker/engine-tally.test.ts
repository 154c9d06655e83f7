import { expect, test } from 'vitest';
import type { Verdict } from '../executor/index.ts';
import { EngineTally } from './engine-tally.ts';

const usage = { inputTokens: 30, cachedTokens: 20, outputTokens: 6, reasoningTokens: 1 };
const from = (engine: string | null): Verdict => ({
  ...{ kind: 'answered', engine, statusCode: 200, requestId: null, body: Buffer.from('{}'), usage },
});

test('answers count for the engine that they came from', () => {
  const tally = new EngineTally(0);
  for (let nth = 0; nth < 6; nth++) tally.add(from(nth < 4 ? 'http://a' : 'http://b'), 1_000, 500);
  expect(tally.at('http://a', 2_000)).toMatchObject({ requestsPerSecond: 2, tokensPerSecond: { in: 60, out: 12 } });
  expect(tally.at('http://b', 2_000)).toMatchObject({ requestsPerSecond: 1, tokensPerSecond: { in: 30, out: 6 } });
  const none = { requestsPerSecond: 0, tokensPerSecond: { in: 0, out: 0 }, latencyMs: null };
  expect(tally.at('http://c', 2_000)).toEqual(none);
});

test.each<Verdict>([
  { kind: 'refused', engine: 'http://a', statusCode: 400, requestId: null, body: Buffer.from('{}') },
  { kind: 'busy', engine: 'http://a', statusCode: 503, message: 'full', retryAfterMs: null },
  { kind: 'unreachable', engine: 'http://a', message: 'gone', sent: true },
  { kind: 'preempted', engine: 'http://a', message: 'aborted' },
  from(null),
])('what is no answer of an engine counts for none: $kind', (verdict) => {
  const tally = new EngineTally(0);
  tally.add(verdict, 1_000, 500);
  expect(tally.at('http://a', 2_000)).toMatchObject({ requestsPerSecond: 0, latencyMs: null });
});

test('no more engines are measured than a hundred, however an executor names them', () => {
  const tally = new EngineTally(0);
  for (let nth = 0; nth < 150; nth++) tally.add(from(`http://engine-${nth}`), 1_000, 500);
  const rates = [0, 99, 100, 149].map((nth) => tally.at(`http://engine-${nth}`, 1_000).requestsPerSecond);
  expect(rates).toEqual([1, 1, 0, 0]);
});
