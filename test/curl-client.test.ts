import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createServer, listen } from '@spillway/server';
import { startEngine } from '@spillway/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../examples/curl/batch.sh', import.meta.url));
const apiKey = 'sk-curl-0123456789abcdef';
const stack = new AsyncDisposableStack();
let url: string;

beforeAll(async () => {
  // So slow that a long batch does not end before it is cancelled.
  const engine = stack.use(await startEngine());
  const executor = stack.use(createVllmExecutor({ engines: [engine.url] }));
  const spillway = stack.use(
    await createSpillway({
      store: createMemoryStore(),
      blobs: createMemoryBlobs(),
      coordinate: true,
      workers: [{ executor, concurrency: 8 }],
    }),
  );
  ({ url } = stack.use(await listen({ server: createServer({ spillway, apiKey }), port: 0 })));
});

afterAll(() => stack.disposeAsync());

interface End {
  readonly code: number;
  readonly said: readonly string[];
  readonly complaint: string;
}

/** The script's end. Its steps are the first words of what it says. */
function runScript(env: Readonly<Record<string, string>>): Promise<End> {
  const options = { env: { PATH: process.env.PATH, ...env } };
  return new Promise((resolve) => {
    const child = execFile(script, [], options, (_error, said, complaint) => {
      const steps = said
        .trim()
        .split('\n')
        .map((line) => line.slice(4, 16).trim());
      resolve({ code: child.exitCode ?? -1, said: steps, complaint });
    });
  });
}

describe('the client that is a script with curl', () => {
  test('goes through every call for files and batches', async () => {
    const { code, said, complaint } = await runScript({ SPILLWAY_URL: url, SPILLWAY_API_KEY: apiKey });
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(said).toEqual([
      ...['upload', 'retrieve', 'list files', 'create', 'create again', 'poll', 'list', 'content', 'range', 'resume'],
      ...['results', 'follow', 'requests', 'timeline', 'clone', 'retry', 'cancel', 'refuse', 'delete'],
    ]);
  });

  test('ends at the first call that fails, and says which and why', async () => {
    const { code, said, complaint } = await runScript({ SPILLWAY_URL: url, SPILLWAY_API_KEY: 'sk-wrong' });
    expect({ code, said }).toEqual({ code: 1, said: [''] });
    expect(complaint).toMatch(/^batch\.sh: upload: expected status 200, got 401: \{"error":/);
  });

  test('says that nobody listens', async () => {
    const { code, complaint } = await runScript({ SPILLWAY_URL: 'http://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(complaint).toContain('batch.sh: upload: no answer from http://127.0.0.1:1');
  });
});
