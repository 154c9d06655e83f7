/**
 * Runs the modules that are named as arguments, one after the other, each in a folder of its own, and prints a line with
 * `end` of file names behind what each says. They find what a page only declares: a Spillway that works, and a batch that
 * has ended with two answers and a refusal.
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createVllmExecutor } from '@spillway/executor-vllm';

const { ENGINE_URL = '', SNIPPET_END = '' } = process.env;
const home = process.cwd();

const spillway = await createSpillway({
  store: createMemoryStore(),
  blobs: createMemoryBlobs(),
  workers: [{ executor: createVllmExecutor({ engines: [ENGINE_URL] }) }],
});
Object.assign(globalThis, { spillway, batchId: await endedBatch() });

for (const path of process.argv.slice(2)) {
  process.chdir(mkdtempSync(join(home, 'snippet-')));
  await import(pathToFileURL(path).href);
  console.log(SNIPPET_END);
}
// A server that a snippet opened would keep the process.
process.exit(0);

async function endedBatch(): Promise<string> {
  const message = { role: 'user', content: 'Name a river.' };
  const bodies = [{ messages: [message] }, { messages: [] }, { messages: [message] }];
  for await (const _ of spillway.run(
    bodies.map((body) => ({ body })),
    { model: 'my-model' },
  ));
  const { batches } = await spillway.batches.list();
  return batches[0]?.id ?? '';
}
