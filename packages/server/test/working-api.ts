import { createVllmExecutor } from '@spillway/executor-vllm';
import type { ServerOptions } from '@spillway/server';
import { startEngine } from '@spillway/simulator';
import { expect } from 'vitest';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';

/** An API, and a worker in front of an engine that starts when it is told to. */
export interface WorkingApi extends ApiUnderTest {
  /** Resolves once the worker runs; it stops with the API. */
  work(): void;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Without a body when it is null. */
  post(path: string, body?: unknown): Promise<Response>;
}

export async function withWork(
  run: (api: WorkingApi) => Promise<void>,
  serving: Partial<ServerOptions> = {},
): Promise<void> {
  await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY });
  await using executor = createVllmExecutor({ engines: [engine.url] });
  await using api = await startApi({}, serving);
  const stop = new AbortController();
  let working: Promise<void> | undefined;
  const authorization = `Bearer ${apiKey}`;
  const acting: WorkingApi = {
    ...api,
    work() {
      working ??= api.spillway.worker({ executor }).run({ signal: stop.signal });
    },
    get: (path, headers = {}) => fetch(`${api.url}${path}`, { headers: { authorization, ...headers } }),
    post: (path, body = {}) =>
      fetch(`${api.url}${path}`, {
        method: 'POST',
        headers: { authorization },
        ...(body !== null && { body: JSON.stringify(body) }),
      }),
  };
  try {
    await run(acting);
    expect(api.errors).toEqual([]);
  } finally {
    stop.abort();
    await working;
  }
}
