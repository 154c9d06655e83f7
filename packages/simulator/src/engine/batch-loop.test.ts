import { expect, test } from 'vitest';
import { ManualEngineClock } from '../../test/manual-engine-clock.ts';
import { BatchLoop } from './batch-loop.ts';
import { ContinuousBatch } from './continuous-batch.ts';
import { serviceTime } from './service-time.ts';

function startLoop(): { clock: ManualEngineClock; batch: ContinuousBatch; loop: BatchLoop } {
  const clock = new ManualEngineClock();
  const rates = { prefillTokensPerSecond: 1_000, decodeTokensPerSecond: 100, decodeHalvesAtSeqs: 3, speed: 1 };
  const batch = new ContinuousBatch({ maxNumSeqs: 1, kvCacheTokens: 1e6 }, serviceTime(rates));
  return { clock, batch, loop: new BatchLoop(batch, clock) };
}

const cost = { promptTokens: 100, cachedTokens: 0, completionTokens: 10 };

test('a sequence is done when its service time is over, and not before', async () => {
  const { clock, loop } = startLoop();
  const done: string[] = [];
  loop.run(cost, () => done.push('first'));
  loop.run(cost, () => done.push('second'));
  await clock.advance(199);
  expect(done).toEqual([]);
  await clock.advance(2);
  expect(done).toEqual(['first']);
  await clock.advance(200);
  expect(done).toEqual(['first', 'second']);
});

test('an aborted sequence is never done and frees its place at once', async () => {
  const { clock, batch, loop } = startLoop();
  const done: string[] = [];
  const abort = loop.run(cost, () => done.push('first'));
  loop.run(cost, () => done.push('second'));
  await clock.advance(50);
  abort();
  abort();
  expect([batch.running, batch.waiting]).toEqual([1, 0]);
  await clock.advance(201);
  expect(done).toEqual(['second']);
});

test('a cleared loop forgets everyone and serves who comes later', async () => {
  const { clock, loop } = startLoop();
  const done: string[] = [];
  loop.run(cost, () => done.push('lost'));
  await clock.advance(150);
  loop.clear();
  loop.run(cost, () => done.push('later'));
  await clock.advance(201);
  expect(done).toEqual(['later']);
});
