import { createSpillway, type Spillway, systemClock } from '@spillway/core';
import { createMemoryBlobs } from '@spillway/core/memory';
import { plainRetry } from '@spillway/core/policy';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/store-postgres/test/test-server.ts';
import { answered, createScriptedExecutor, engineDied, failed, type Script } from './scripted-executor.ts';

const lines = Array.from({ length: 700 }, (_, n) => {
  const body = { model: 'm', messages: [{ role: 'user', content: `p${n}` }] };
  return `${JSON.stringify({ custom_id: `c${n}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
});

/** p1 and p601 break for ever, p3 kills whoever runs it. */
const deadly: Script = ({ prompt }) => {
  if (prompt === 'p1' || prompt === 'p601') return failed('server_error');
  return prompt === 'p3' ? engineDied : answered;
};

let server: TestServer;
let spillway: Spillway;
let script: Script = deadly;

beforeAll(async () => {
  server = await startTestServer();
  const { url } = await server.createDatabase();
  await migrate({ connectionString: url });
  spillway = await createSpillway({
    store: createPostgresStore({ connectionString: url }),
    blobs: createMemoryBlobs(),
    retry: plainRetry({ baseMs: 1, busyBaseMs: 1 }),
    workers: [{ executor: createScriptedExecutor(systemClock, (execution) => script(execution), { takesMs: 1 }) }],
  });
});

afterAll(async () => {
  await spillway?.[Symbol.asyncDispose]();
  await server?.close();
});

async function submit(tenant: string, count: number): Promise<string> {
  const source = Buffer.from(lines.slice(0, count).join(''));
  const file = await spillway.files.upload({ tenant, filename: 'in.jsonl', source });
  const order = { tenant, inputFileId: file.id, endpoint: '/v1/chat/completions' };
  return (await spillway.batches.create(order)).id;
}

test('dead letters in PostgreSQL are listed, requeued as the dry run says, dropped, and are of one tenant alone', async () => {
  script = deadly;
  const [ours, theirs] = [await submit('ours', 700), await submit('theirs', 10)];
  await spillway.batches.ended({ tenant: 'ours', id: ours });
  await spillway.batches.ended({ tenant: 'theirs', id: theirs });
  const { deadLetters } = await spillway.deadLetters.list({ tenant: 'ours' });
  expect(deadLetters.map(({ seq, lastAttempt }) => [seq, lastAttempt?.code])).toEqual([
    [1, 'server_error'],
    [3, 'holder_died'],
    [601, 'server_error'],
  ]);
  const filter = { tenant: 'ours', code: 'server_error' };
  const dry = await spillway.deadLetters.requeue({ ...filter, dryRun: true });
  expect(dry).toEqual({ matched: 2, batches: [{ batchId: ours, requests: 2 }], skipped: [], reopened: [] });
  script = () => answered;
  const { reopened, ...told } = await spillway.deadLetters.requeue(filter);
  expect({ ...told, reopened: [] }).toEqual(dry);
  expect(reopened).toMatchObject([{ id: ours, revision: 2 }]);
  const ended = await spillway.batches.ended({ tenant: 'ours', id: ours });
  expect(ended.counts).toMatchObject({ succeeded: 699, deadLettered: 1 });
  expect((await spillway.deadLetters.list({ tenant: 'ours' })).deadLetters.map(({ seq }) => seq)).toEqual([3]);
  const other = await spillway.deadLetters.list({ tenant: 'theirs' });
  expect(other.deadLetters.map(({ batchId, seq }) => [batchId, seq])).toEqual([
    [theirs, 1],
    [theirs, 3],
  ]);
  const { groups } = await spillway.deadLetters.groups({ tenant: 'theirs' });
  expect(new Set(groups.map(({ code, count }) => `${count} ${code}`))).toEqual(
    new Set(['1 server_error', '1 holder_died']),
  );
  const lethal = groups.find(({ code }) => code === 'holder_died');
  const dropped = await spillway.deadLetters.drop({ tenant: 'theirs', fingerprint: lethal?.fingerprint ?? '' });
  expect(dropped).toEqual({ matched: 1, dropped: 1, batches: [{ batchId: theirs, requests: 1 }], skipped: [] });
  expect((await spillway.deadLetters.list({ tenant: 'theirs' })).deadLetters.map(({ seq }) => seq)).toEqual([1]);
  expect((await spillway.batches.get({ tenant: 'theirs', id: theirs }))?.counts).toMatchObject({
    failed: 1,
    deadLettered: 1,
  });
});

test('dead letters of a batch that runs in PostgreSQL are listed before its shards are folded', async () => {
  script = ({ prompt }) => (prompt === 'p1' ? failed('server_error') : 'hang');
  const id = await submit('running', 20);
  const listed = async () => (await spillway.deadLetters.list({ tenant: 'running' })).deadLetters.map(({ seq }) => seq);
  await expect.poll(listed).toEqual([1]);
  const answer = await spillway.deadLetters.requeue({ tenant: 'running' });
  expect(answer).toMatchObject({ matched: 1, batches: [], skipped: [{ batchId: id, reason: 'running' }] });
  await spillway.batches.cancel({ tenant: 'running', id });
  await spillway.batches.ended({ tenant: 'running', id });
});
