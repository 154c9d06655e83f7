import { createSpillway, type FleetRecord, systemClock } from '@spillway/core';
import { createMemoryBlobs } from '@spillway/core/memory';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { expect, test } from 'vitest';
import { startTestServer } from '../../packages/store-postgres/test/test-server.ts';
import { expectSameDecisions } from './replay-again.ts';
import { answered, createScriptedExecutor } from './scripted-executor.ts';

const LINES = 1_500;

/** Two coordinators and four workers in real time, until spot, which alone is too slow, got help and ticks went on. */
async function liveRun(connectionString: string): Promise<string[]> {
  const lines: string[] = [];
  const enough = Promise.withResolvers<void>();
  let sinceEscalated = 0;
  const workers = ['spot', 'dedicated', 'dedicated', 'dedicated'].map((pool) => ({
    executor: createScriptedExecutor(systemClock, () => answered, { takesMs: 400 }),
    pool,
    concurrency: 4,
  }));
  await using spillway = await createSpillway({
    store: createPostgresStore({ connectionString }),
    blobs: createMemoryBlobs(),
    workers,
    onFleetDecision: (record) => {
      lines.push(JSON.stringify(record));
      const escalates = record.decision.events.some(({ event }) => event.kind === 'escalated');
      if (escalates || sinceEscalated > 0) sinceEscalated += 1;
      if (sinceEscalated > 2) enough.resolve();
    },
  });
  const stop = new AbortController();
  const second = spillway.coordinator().run({ signal: stop.signal });
  const source = Buffer.from(Array.from({ length: LINES }, (_, index) => requestLine(index)).join(''));
  const { id: inputFileId } = await spillway.files.upload({ filename: 'input.jsonl', source });
  await spillway.batches.create({ inputFileId, endpoint: '/v1/chat/completions', window: '1m' });
  await enough.promise;
  stop.abort();
  await second;
  return lines;
}

function requestLine(index: number): string {
  const body = { model: 'm', messages: [{ role: 'user', content: `p${index}` }] };
  return `${JSON.stringify({ custom_id: `c${index}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
}

test('what loops on PostgreSQL decided in real time, the simulator decides again', async () => {
  await using server = await startTestServer();
  const { url } = await server.createDatabase();
  await migrate({ connectionString: url });
  const records = (await liveRun(url)).map((line) => JSON.parse(line) as FleetRecord);
  expect(records.length).toBeGreaterThan(3);
  expectSameDecisions(records);
});
