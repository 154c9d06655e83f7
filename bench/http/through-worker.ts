import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSpillway, type Spillway } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createMemoryStore } from '@spillway/core/memory';
import type { Contender } from './contender.ts';
import { bodyOf, path } from './requests.ts';

/**
 * The whole worker: claims, extents read from files, executions, segments written and fsynced, settlements in the memory
 * store. Planning comes before what is measured, finishing after it.
 */
export async function throughWorker(
  executor: Executor,
  requests: number,
  concurrency: number,
): Promise<Contender & AsyncDisposable> {
  const root = await mkdtemp(join(tmpdir(), 'spillway-bench-http-'));
  const store = createMemoryStore();
  const blobs = await createFilesystemBlobs({ root });
  const spillway = await createSpillway({ store, blobs, onTrouble: ({ where, error }) => console.error(where, error) });
  const work = { executor, concurrency };
  return {
    name: 'worker and executor-vllm',
    requests,
    async prepare() {
      const id = await planned(spillway, requests);
      return async () => {
        const done = new AbortController();
        const worker = spillway.worker(work).run({ signal: done.signal });
        while (!(await answered(spillway, id, requests))) await new Promise((resolve) => setTimeout(resolve, 5));
        done.abort();
        await worker;
      };
    },
    async [Symbol.asyncDispose]() {
      await spillway[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function planned(spillway: Spillway, requests: number): Promise<string> {
  const { id: inputFileId } = await spillway.files.upload({ filename: 'bench.jsonl', source: inputLines(requests) });
  const { id } = await spillway.batches.create({ inputFileId, endpoint: path });
  const done = new AbortController();
  const coordinator = spillway.coordinator().run({ signal: done.signal });
  while ((await spillway.batches.get({ id }))?.phase !== 'in_progress') {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  done.abort();
  await coordinator;
  return id;
}

async function answered(spillway: Spillway, id: string, requests: number): Promise<boolean> {
  const batch = await spillway.batches.get({ id });
  if (batch === undefined) throw new Error('the batch is gone');
  return batch.counts.succeeded === requests;
}

async function* inputLines(requests: number): AsyncGenerator<Uint8Array> {
  for (let nth = 0; nth < requests; nth++) {
    const line = { custom_id: `request-${nth}`, method: 'POST', url: path, body: bodyOf(nth) };
    yield Buffer.from(`${JSON.stringify(line)}\n`);
  }
}
