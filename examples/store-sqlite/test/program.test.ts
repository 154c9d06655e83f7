import { join } from 'node:path';
import { createSpillway, type Spillway } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { startEngine } from '@spillway/simulator';
import { expect, test } from 'vitest';
import { createSqliteStore } from '../store/create-sqlite-store.ts';
import { HeldClock } from './held-clock.ts';
import { scratchFolder } from './scratch-folder.ts';
import { StartedProcess } from './started-process.ts';

const folder = scratchFolder();
const program = new URL('../main.ts', import.meta.url);
/** Requests that the engine was asked when it stops to answer for a while. */
const heldAt = 150;

test('two processes share a batch, and one that is killed and started again finishes it with the other', async () => {
  const clock = new HeldClock();
  let asked = 0;
  const logBodies = (): void => {
    asked++;
    // Before the batch can end: whoever starts late still finds work, and is killed in the midst of it.
    if (asked === heldAt) clock.hold();
  };
  await using engine = await startEngine({ speed: 4, clock, logBodies });
  const start = (id: string) =>
    new StartedProcess(program, [], { ENGINE_URL: engine.url, DATA_DIR: folder, WORKER_ID: id });
  await using first = start('worker-1');
  await using second = start('worker-2');
  await Promise.all([first.says(/\d results/), second.says(/\d results/)]);
  await expect.poll(() => asked).toBeGreaterThanOrEqual(heldAt);
  // More than one of them has in flight.
  await expect.poll(() => engine.stats().running).toBeGreaterThan(16);
  await second.kill();
  expect(second.output).not.toMatch(/completed/);
  clock.release();
  await using again = start('worker-2');
  await Promise.all([first, again].map((one) => one.says(/completed: 400 of 400 years answered/)));

  await using spillway = await createSpillway({
    store: createSqliteStore({ file: join(folder, 'spillway.db') }),
    blobs: await createFilesystemBlobs({ root: join(folder, 'blobs') }),
  });
  const years = Array.from({ length: 400 }, (_, year) => `year-${1600 + year}`);
  expect((await answered(spillway)).toSorted()).toEqual(years);
});

async function answered(spillway: Spillway): Promise<string[]> {
  const { batches } = await spillway.batches.list();
  const chunks = await spillway.files.content({ id: batches[0]?.outputFileId ?? '' });
  const output = Buffer.concat(await Array.fromAsync(chunks ?? []));
  const lines = output.toString().trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { custom_id: string }).custom_id);
}
