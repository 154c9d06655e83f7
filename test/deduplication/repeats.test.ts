import { expect, test } from 'vitest';
import { install } from '../loops/installation.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { echo, rightAnswers, submitRepeats, thousandOfWhichTwoHundredRepeat } from './repeats.ts';

const prompts = thousandOfWhichTwoHundredRepeat();

test.each([1, 4])(
  'a thousand requests of which two hundred repeat are 800 executions for %i workers',
  async (count) => {
    await using installation = await install();
    const workers = Array.from({ length: count }, (_, index) => startWorker(installation, echo, { id: `w${index}` }));
    const executions = (): number => workers.reduce((sum, { executor }) => sum + executor.started.length, 0);
    const { batch, output } = await installation.results(await submitRepeats(installation.spillway, { prompts }));
    expect(output).toEqual(rightAnswers(batch, prompts));
    expect(executions()).toBe(800);
    expect(batch).toMatchObject({ deduplicated: 200, counts: { succeeded: 1_000 } });

    const again = await installation.results(await submitRepeats(installation.spillway, { prompts }));
    expect(again.output).toEqual(rightAnswers(again.batch, prompts));
    expect(executions()).toBe(800);
    expect(again.batch).toMatchObject({ deduplicated: 1_000, usage: batch.usage });
    expect(installation.troubles).toEqual([]);
    for (const worker of workers) await stopWorker(installation, worker);
  },
);

test('at temperature 1 all of them are run', async () => {
  await using installation = await install();
  const worker = startWorker(installation, echo);
  const order = { prompts, body: { temperature: 1 } };
  const { batch, output } = await installation.results(await submitRepeats(installation.spillway, order));
  expect(output).toEqual(rightAnswers(batch, prompts));
  expect(worker.executor.started).toHaveLength(1_000);
  expect(batch.deduplicated).toBe(0);
  await stopWorker(installation, worker);
});
