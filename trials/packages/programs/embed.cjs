const { createSpillway } = require('@spillway/core');
const { createMemoryBlobs, createMemoryStore } = require('@spillway/core/memory');
const { createVllmExecutor } = require('@spillway/executor-vllm');
const { createServer } = require('@spillway/server');
const { startEngine } = require('@spillway/simulator');
const { createPostgresStore } = require('@spillway/store-postgres');
const { startEmbeddedPostgres } = require('@spillway/store-postgres/embedded');
const { runCommandLine } = require('spillway');

main().then((outcomes) => console.log(outcomes.join(', ')));

async function main() {
  const missing = [createServer, createPostgresStore, startEmbeddedPostgres, runCommandLine].includes(undefined);
  if (missing) throw new Error('a package does not export what it should');
  const engine = await startEngine({ speed: Number.POSITIVE_INFINITY, models: ['my-model'] });
  const spillway = await createSpillway({
    store: createMemoryStore(),
    blobs: createMemoryBlobs(),
    workers: [{ executor: createVllmExecutor({ engines: [engine.url] }) }],
  });
  const outcomes = [];
  const requests = [{ body: { messages: [{ role: 'user', content: 'a river' }] } }];
  for await (const { outcome } of spillway.run(requests, { model: 'my-model', within: '1h' })) outcomes.push(outcome);
  await spillway[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  return outcomes;
}
