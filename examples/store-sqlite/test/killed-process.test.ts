import { join } from 'node:path';
import { eachSeq, type Seqs } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { createSqliteStore } from '../store/create-sqlite-store.ts';
import { scratchFolder } from './scratch-folder.ts';
import { StartedProcess } from './started-process.ts';
import { key, startBatch, total } from './work-under-test.ts';

const file = join(scratchFolder(), 'spillway.db');
const program = new URL('./settle-requests.ts', import.meta.url);

test('what two killed processes were told is recorded, and the rest is left to a third', async () => {
  await using store = createSqliteStore({ file, busyMs: 30_000 });
  await startBatch(store);
  // Together they may do two thirds of it, so that neither ends everything, however late the other or its end comes.
  await using first = new StartedProcess(program, [file, 'first', '10', '300']);
  await using second = new StartedProcess(program, [file, 'second', '10', '300']);
  await Promise.all([first, second].map((process) => process.says(/(recorded.*\s+){10}/)));
  for (const killed of [first, second]) {
    await killed.kill();
    const settled = new Set(await settledRequests());
    expect(recordedIn(killed.output).filter((seq) => !settled.has(seq))).toEqual([]);
  }
  expect(await settledRequests()).not.toHaveLength(total);

  await using third = new StartedProcess(program, [file, 'third']);
  await third.ended;
  expect((await settledRequests()).toSorted((left, right) => left - right)).toEqual([...Array(total).keys()]);
  expect((await store.batches.get(key))?.counts).toMatchObject({ total, open: 0, succeeded: total });

  async function settledRequests(): Promise<number[]> {
    const { settlements } = await store.shards.settlements(key.id, { fromSeq: 0, extents: total });
    return settlements.flatMap(({ seqs }) => [...eachSeq(seqs)]);
  }
});

function recordedIn(output: string): number[] {
  const settled = output.matchAll(/^recorded (\[.*\])\n/gm);
  return [...settled].flatMap(([, seqs = '[]']) => [...eachSeq(JSON.parse(seqs) as Seqs)]);
}
