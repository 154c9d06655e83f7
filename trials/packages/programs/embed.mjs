import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { startEngine } from '@spillway/simulator';

await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, models: ['my-model'] });
await using spillway = await createSpillway({
  store: createMemoryStore(),
  blobs: createMemoryBlobs(),
  workers: [{ executor: createVllmExecutor({ engines: [engine.url] }) }],
});
const requests = ['a river', 'a lake', 'a sea'].map((content) => ({ body: { messages: [{ role: 'user', content }] } }));
const outcomes = [];
for await (const { outcome } of spillway.run(requests, { model: 'my-model', within: '1h' })) outcomes.push(outcome);
console.log(outcomes.join(', '));
