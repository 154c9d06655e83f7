import type { Verdict } from '@spillway/core/executor';
import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { answered, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const COUNT = 10_000;
const overloaded: Verdict = {
  kind: 'busy',
  engine: 'scripted',
  statusCode: 503,
  message: 'overloaded',
  retryAfterMs: null,
};

test('of ten thousand requests an engine that answers 503 for a minute sees a tenth of the usual rate, and all finish after it', async () => {
  await using installation = await install();
  const { clock } = installation;
  const batch = await installation.submit(COUNT);
  await clock.pass(2_000);
  const beginsMs = clock.now() + 3_000;
  const endsMs = beginsMs + 60_000;
  let [before, during] = [0, 0];
  const script: Script = () => {
    const nowMs = clock.now();
    if (nowMs >= beginsMs - 2_000 && nowMs < beginsMs) before++;
    if (nowMs < beginsMs || nowMs >= endsMs) return answered;
    during++;
    return overloaded;
  };
  const workers = ['w1', 'w2'].map((id) => startWorker(installation, script, { id, concurrency: 64 }));
  const results = await installation.results(batch);
  for (const worker of workers) await stopWorker(installation, worker);
  expect(during / 60).toBeLessThan(before / 2 / 10);
  expect(results.batch.counts).toMatchObject({ succeeded: COUNT, failed: 0, deadLettered: 0 });
  expect(clock.now()).toBeLessThan(endsMs + 90_000);
});
