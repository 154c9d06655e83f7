import { createSpillway, type Spillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createServer, listen } from '@spillway/server';
import { startEngine } from '@spillway/simulator';

/** A whole server in this process, on memory, with a worker in front of the simulated engine. */
export interface ServerUnderTest extends AsyncDisposable {
  readonly url: string;
  readonly spillway: Spillway;
}

export const serverKey = 'sk-test-0123456789';

export interface ServerUnderTestOptions {
  /** How much faster than a real one the engine is; without one nothing is ever run. */
  readonly speed?: number | null;
  /** Requests in flight at the most. */
  readonly concurrency?: number;
}

export async function startServer({
  speed = Number.POSITIVE_INFINITY,
  concurrency = 64,
}: ServerUnderTestOptions = {}): Promise<ServerUnderTest> {
  const engine = await startEngine({ models: ['spillway-sim'], speed: speed ?? 1 });
  const executor = createVllmExecutor({ engines: [engine.url] });
  const spillway = await createSpillway({
    store: createMemoryStore(),
    blobs: createMemoryBlobs(),
    coordinate: true,
    ...(speed !== null && { workers: [{ executor, concurrency }] }),
  });
  const server = createServer({ spillway, apiKey: serverKey });
  const listening = await listen({ server, port: 0 });
  return {
    url: listening.url,
    spillway,
    async [Symbol.asyncDispose]() {
      await listening.close({ graceMs: 0 });
      await spillway[Symbol.asyncDispose]();
      await executor[Symbol.asyncDispose]();
      await engine.close();
    },
  };
}
