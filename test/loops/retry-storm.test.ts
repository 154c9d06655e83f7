import type { Verdict } from '@spillway/core/executor';
import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { limitExecutor } from './limited-executor.ts';
import { answered, createScriptedExecutor, type Script } from './scripted-executor.ts';

const COUNT = 10_000;
const WORKERS = ['w1', 'w2'];
const overloaded: Verdict = {
  kind: 'busy',
  engine: 'scripted',
  statusCode: 503,
  message: 'overloaded',
  retryAfterMs: null,
};

interface Storm {
  /** How long the engine takes for each answer, good or not. */
  readonly takesMs: number;
  /** Time to end after the engine is back: the rest at the usual rate, and what the longest backoff adds. */
  readonly withinMs: number;
}

const storms: Storm[] = [
  { takesMs: 100, withinMs: 90_000 },
  { takesMs: 1_000, withinMs: 120_000 },
];

test.each(storms)(
  'of ten thousand requests an engine that answers 503 for a minute sees a tenth of the usual rate, and all finish after it, also when each answer takes $takesMs ms',
  async ({ takesMs, withinMs }) => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const batch = await installation.submit(COUNT);
    await clock.pass(2_000);
    const beforeMs = 2 * takesMs + 2_000;
    const beginsMs = clock.now() + beforeMs + 1_000;
    const endsMs = beginsMs + 60_000;
    let [before, during] = [0, 0];
    const script: Script = () => {
      const nowMs = clock.now();
      if (nowMs >= beginsMs - beforeMs && nowMs < beginsMs) before++;
      if (nowMs < beginsMs || nowMs >= endsMs) return answered;
      during++;
      return overloaded;
    };
    const stop = new AbortController();
    const workers = WORKERS.map((id) => {
      const executor = limitExecutor(createScriptedExecutor(clock, script, { takesMs }));
      return spillway.worker({ id, executor, concurrency: 64 }).run({ signal: stop.signal });
    });
    const results = await installation.results(batch);
    stop.abort();
    await clock.until(Promise.all(workers));
    expect(during / 60_000).toBeLessThan(before / beforeMs / 10);
    expect(results.batch.counts).toMatchObject({ succeeded: COUNT, failed: 0, deadLettered: 0 });
    expect(clock.now()).toBeLessThan(endsMs + withinMs);
  },
);
