import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { answered, busy, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

test('a run yields each result once, also when a later extent finishes before an earlier one', async () => {
  await using installation = await install();
  const { clock, spillway } = installation;
  // The first extent ends last: one of its requests is slow to come through.
  const script: Script = ({ prompt, nth }) => (prompt === 'p0' && nth < 6 ? busy : answered);
  const worker = startWorker(installation, script, { concurrency: 64 });
  const requests = Array.from({ length: 1_500 }, (_, index) => ({
    body: { messages: [{ role: 'user', content: `p${index}` }] },
  }));
  const gather = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { customId } of spillway.run(requests, { model: 'm' })) ids.push(customId);
    return ids;
  };
  const ids = await clock.until(gather());
  expect(ids.at(-1)).toBe('0');
  expect(ids).toHaveLength(1_500);
  expect(new Set(ids).size).toBe(1_500);
  await stopWorker(installation, worker);
});
