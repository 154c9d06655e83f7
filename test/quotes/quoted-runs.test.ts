import { createSpillway, type Quote, type Spillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Store } from '@spillway/core/store';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { startEngine } from '@spillway/simulator/engine';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { describe, expect, test, vi } from 'vitest';
import { startTestServer } from '../../packages/store-postgres/test/test-server.ts';
import { SteadyClock } from './steady-clock.ts';

const MODEL = 'spillway-sim';
const endpoint = '/v1/chat/completions';

function requestLine(index: number): string {
  const body = { model: MODEL, max_tokens: 32, messages: [{ role: 'user', content: `Question ${index}?` }] };
  return `${JSON.stringify({ custom_id: `c${index}`, method: 'POST', url: endpoint, body })}\n`;
}

async function uploadLines(spillway: Spillway, count: number): Promise<string> {
  const source = Buffer.from(Array.from({ length: count }, (_, index) => requestLine(index)).join(''));
  return (await spillway.files.upload({ filename: 'input.jsonl', source })).id;
}

/** How long a batch takes, from its creation to its files. */
async function run(spillway: Spillway, inputFileId: string, clock: SteadyClock): Promise<number> {
  const began = clock.monotonic();
  const { id } = await spillway.batches.create({ inputFileId, endpoint });
  expect((await spillway.batches.ended({ id })).phase).toBe('completed');
  return clock.monotonic() - began;
}

/** Nothing, then a batch by which is measured, then two that were quoted: one alone, and one behind another. */
async function live(store: Store): Promise<void> {
  // Engine, worker and whoever waits are this process: a standstill of it is no fault of a quote.
  using clock = new SteadyClock();
  await using engine = await startEngine({ speed: 4, clock });
  const executor = createVllmExecutor({ engines: [engine.url], clock });
  const workers = [{ executor, concurrency: 4 }];
  await using spillway = await createSpillway({ store, blobs: createMemoryBlobs(), workers, clock });
  const [small, large] = [await uploadLines(spillway, 80), await uploadLines(spillway, 160)];
  const quoted = (inputFileId: string): Promise<Quote> => spillway.batches.quote({ inputFileId, endpoint });

  expect(await quoted(large)).toMatchObject({ requests: 160, measured: false, feasible: 'unknown', expected: null });
  await run(spillway, small, clock);
  // A worker tells its throughput with its next beat.
  await vi.waitUntil(async () => (await quoted(large)).measured, { timeout: 60_000, interval: 500 });
  const alone = await quoted(large);
  expectWithin(await run(spillway, large, clock), alone);

  const ahead = await spillway.batches.create({ inputFileId: large, endpoint, priority: 10 });
  await vi.waitUntil(async () => (await spillway.batches.get(ahead))?.phase === 'in_progress', {
    timeout: 60_000,
  });
  const behind = await quoted(small);
  expectWithin(await run(spillway, small, clock), behind);
  expect(expectedMs(behind)).toBeGreaterThan(expectedMs(alone));
  expect((await spillway.batches.get(ahead))?.counts.open).toBe(0);
}

function expectedMs({ expected }: Quote): number {
  return expected?.finishInMs.expected ?? Number.NaN;
}

function expectWithin(tookMs: number, { expected }: Quote): void {
  const { earliest = Number.NaN, latest = Number.NaN } = expected?.finishInMs ?? {};
  expect(tookMs).toBeGreaterThanOrEqual(earliest);
  expect(tookMs).toBeLessThanOrEqual(latest ?? Number.NaN);
}

describe.concurrent('a batch takes no less and no longer than it was quoted, alone and behind another', () => {
  test('on memory', () => live(createMemoryStore()));

  test('on PostgreSQL', async () => {
    await using server = await startTestServer();
    const { url } = await server.createDatabase();
    await migrate({ connectionString: url });
    await live(createPostgresStore({ connectionString: url }));
  });
});
