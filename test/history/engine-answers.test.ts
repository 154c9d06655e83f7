import { expect, test } from 'vitest';
import { install } from '../loops/installation.ts';
import { answered, createScriptedExecutor } from '../loops/scripted-executor.ts';

test('workers that share an executor each tell of their own answers', async () => {
  await using installation = await install();
  const { clock, spillway, store } = installation;
  const url = 'http://scripted';
  const executor = createScriptedExecutor(clock, () => ({ ...answered, engine: url }), { takesMs: 500 });
  const stop = new AbortController();
  const running = ['spot', 'dedicated'].map((pool) =>
    spillway.worker({ id: pool, pool, executor, concurrency: 4 }).run({ signal: stop.signal }),
  );
  await installation.results(await installation.submit(80));
  await clock.pass(5_000);
  const told = (await clock.until(store.workers.list())).map(({ id, engines: [engine] }) => [id, engine?.answers]);
  const none = { requestsPerSecond: 0, tokensPerSecond: { in: 0, out: 0 }, latencyMs: null };
  const some = {
    requestsPerSecond: expect.any(Number),
    tokensPerSecond: { in: expect.any(Number), out: expect.any(Number) },
    latencyMs: { median: expect.closeTo(500, -2), p95: expect.closeTo(500, -2) },
  };
  expect(told).toEqual([
    ['dedicated', none],
    ['spot', some],
  ]);
  stop.abort();
  await clock.until(Promise.all(running));
});
