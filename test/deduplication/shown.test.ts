import { expect, test } from 'vitest';
import { install } from '../loops/installation.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { echo, submitRepeats } from './repeats.ts';

test('a copy names its original and has no execution of its own; the timeline counts copies', async () => {
  await using installation = await install();
  const { spillway } = installation;
  const worker = startWorker(installation, echo);
  const { batch } = await installation.results(await submitRepeats(spillway, { prompts: ['p', 'q', 'p'] }));
  const page = await spillway.batches.requests({ id: batch.id });
  const original = `batch_req_${batch.id}_0`;
  expect(page?.requests.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, original]);
  const usage = { inputTokens: 3, cachedTokens: 1, outputTokens: 5, reasoningTokens: 2 };
  expect(page?.requests[2]).toMatchObject({
    ...{
      status: 'completed',
      attempts: 0,
      pool: null,
      workerId: null,
      engine: null,
      startedAt: null,
      durationMs: null,
    },
    ...{ usage, errorCode: null },
  });
  const detail = await spillway.batches.request({ id: `batch_req_${batch.id}_2` });
  expect(detail?.attemptHistory).toEqual([]);
  expect(JSON.parse(Buffer.from(detail?.output ?? '').toString())).toMatchObject({ response: { body: { echo: 'p' } } });
  const events = await spillway.batches.timeline({ id: batch.id });
  expect(events.map(({ kind }) => kind).slice(-2)).toEqual(['deduplicated', 'completed']);
  expect(events.at(-2)?.text).toBe('1 answer was copied from other requests instead of run.');
  await stopWorker(installation, worker);
});

test('a person who has a request run again has it run, and its new answer is given from then on', async () => {
  await using installation = await install();
  const { spillway } = installation;
  const worker = startWorker(installation, echo);
  const { batch } = await installation.results(await submitRepeats(spillway, { prompts: ['p', 'q'] }));
  const again = await spillway.batches.retry({
    id: batch.id,
    outcomes: ['succeeded'],
    requestIds: [`batch_req_${batch.id}_0`],
  });
  await installation.results(again);
  expect(worker.executor.started).toEqual(['p', 'q', 'p']);
  await installation.results(await submitRepeats(spillway, { prompts: ['p', 'q'] }));
  expect(worker.executor.started).toHaveLength(3);
  await stopWorker(installation, worker);
});
