import { expect, test } from 'vitest';
import { install } from '../loops/installation.ts';
import { answered, type Script } from '../loops/scripted-executor.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { submitRepeats } from './repeats.ts';

const MEGABYTE = 1024 ** 2;
const large: Script = ({ prompt }) => ({
  ...answered,
  body: Buffer.from(JSON.stringify({ echo: prompt, filler: 'x'.repeat(2 * MEGABYTE) })),
});

test('copies of large answers are made a few at a time, in their claim and from the index', async () => {
  const segments: number[] = [];
  await using installation = await install({
    blobs: (blobs) => ({
      ...blobs,
      put: (key, source) => {
        if (key.startsWith('segments/') && source instanceof Uint8Array) segments.push(source.length);
        return blobs.put(key, source);
      },
    }),
  });
  const worker = startWorker(installation, large, { concurrency: 64 });
  const prompts = Array.from({ length: 24 }, (_, index) => `p${index % 2}`);
  for (const deduplicated of [22, 24]) {
    const submitted = await submitRepeats(installation.spillway, { prompts });
    const { batch, output } = await installation.results(submitted);
    expect(batch).toMatchObject({ deduplicated, counts: { succeeded: 24 } });
    expect(output.map(({ response }) => response?.body)).toMatchObject(prompts.map((echo) => ({ echo })));
  }
  expect(worker.executor.started).toEqual(['p0', 'p1']);
  expect(segments.length).toBeGreaterThan(0);
  // What is copied at once, and the two that were run.
  expect(Math.max(...segments)).toBeLessThan(21 * MEGABYTE);
  await stopWorker(installation, worker);
});
