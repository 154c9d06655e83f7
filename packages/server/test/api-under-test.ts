import { createSpillway, type Spillway, type SpillwayOptions } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Batch, Store } from '@spillway/core/store';
import { type Listening, listen, type ServerOptions } from '@spillway/server';
import { OpenAI } from 'openai';
import { conformingServer } from './conforming-server.ts';

/** An API that listens, and the official client in front of it. */
export interface ApiUnderTest extends AsyncDisposable {
  readonly client: OpenAI;
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly spillway: Spillway;
  /** Stops listening; the rest stays open. */
  readonly close: Listening['close'];
  /** What was reported as ours. */
  readonly errors: readonly unknown[];
  /** The batch once it has ended. */
  ended(id: string): Promise<Batch>;
}

export const apiKey = 'sk-test-0123456789';

/** On memory unless told otherwise; it coordinates, and without `workers` nothing is ever run. */
export async function startApi(
  options: Partial<SpillwayOptions> = {},
  serving: Partial<ServerOptions> = {},
): Promise<ApiUnderTest> {
  const { store = createMemoryStore(), blobs = createMemoryBlobs() } = options;
  const spillway = await createSpillway({ coordinate: true, ...options, store, blobs });
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const server = await conformingServer({ spillway, apiKey, onError, ...serving });
  const listening = await listen({ server, port: 0 });
  const { url } = listening;
  return {
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 }),
    url,
    port: Number(new URL(url).port),
    store,
    blobs,
    spillway,
    errors,
    close: listening.close,
    ended: (id) => spillway.batches.ended({ id }),
    async [Symbol.asyncDispose]() {
      await listening.close({ graceMs: 1_000 });
      await spillway[Symbol.asyncDispose]();
      server.verify();
    },
  };
}
