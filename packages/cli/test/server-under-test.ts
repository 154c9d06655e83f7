import { createSpillway, type Spillway } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Store } from '@spillway/core/store';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createServer, listen } from '@spillway/server';
import { type Engine, startEngine } from '@spillway/simulator';

/** A whole server in this process, on memory, with a worker in front of the simulated engine. */
export interface ServerUnderTest extends AsyncDisposable {
  readonly url: string;
  readonly spillway: Spillway;
  readonly engine: Engine;
  readonly store: Store;
}

export const serverKey = 'sk-test-0123456789';

export interface ServerUnderTestOptions {
  /** How much faster than a real one the engine is; without one nothing is ever run. */
  readonly speed?: number | null;
  /** Requests in flight at the most. */
  readonly concurrency?: number;
  /** Executions of a request at the most, while every one of them breaks until the engine's faults are taken away. */
  readonly brokenAttempts?: number;
  /** In memory by default. */
  readonly blobs?: BlobStorage;
  readonly store?: Store;
}

export async function startServer({
  speed = Number.POSITIVE_INFINITY,
  concurrency = 64,
  brokenAttempts,
  blobs = createMemoryBlobs(),
  store = createMemoryStore(),
}: ServerUnderTestOptions = {}): Promise<ServerUnderTest> {
  const faults = brokenAttempts === undefined ? {} : { status500: 1 };
  const engine = await startEngine({ models: ['spillway-sim'], speed: speed ?? 1, faults });
  const executor = createVllmExecutor({ engines: [engine.url] });
  const spillway = await createSpillway({
    store,
    blobs,
    coordinate: true,
    ...(brokenAttempts !== undefined && { maxAttempts: brokenAttempts }),
    ...(speed !== null && { workers: [{ executor, concurrency }] }),
  });
  const server = createServer({ spillway, apiKey: serverKey });
  const listening = await listen({ server, port: 0 });
  return {
    url: listening.url,
    spillway,
    engine,
    store,
    async [Symbol.asyncDispose]() {
      await listening.close({ graceMs: 0 });
      await spillway[Symbol.asyncDispose]();
      await executor[Symbol.asyncDispose]();
      await engine.close();
    },
  };
}
