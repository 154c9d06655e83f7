import { createSpillway, type Spillway, systemClock } from '@spillway/core';
import { createMemoryBlobs } from '@spillway/core/memory';
import type { Store } from '@spillway/core/store';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../store-postgres/test/test-server.ts';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';
import { line } from './input-lines.ts';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly counts: {
    readonly matched: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
  };
}

const path = '/v1/bulk_actions';
let database: TestServer;
let url: string;
let api: ApiUnderTest;
const blobs = createMemoryBlobs();

beforeAll(async () => {
  database = await startTestServer();
  ({ url } = await database.createDatabase());
  await migrate({ connectionString: url });
  api = await startApi({ store: createPostgresStore({ connectionString: url }), blobs, coordinate: false });
});

afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await database?.close();
});

/** Another process that coordinates. */
function coordinate(see: (store: Store) => Store = (store) => store): Promise<Spillway> {
  const store = see(createPostgresStore({ connectionString: url }));
  return createSpillway({ store, blobs, coordinate: true });
}

async function waiting(team: string, count: number): Promise<readonly string[]> {
  const { files, batches } = api.spillway;
  const file = await files.upload({ filename: 'in.jsonl', source: Buffer.from(`${line('one')}\n`) });
  const order = { inputFileId: file.id, endpoint: '/v1/chat/completions', metadata: { team } };
  const made = await Promise.all(Array.from({ length: count }, () => batches.create(order)));
  return made.map(({ id }) => id);
}

async function ask(where: string, body?: object): Promise<Shown> {
  const init = { headers: { authorization: `Bearer ${apiKey}` } };
  const post = body && { method: 'POST', body: JSON.stringify(body) };
  return (await (await fetch(api.url + where, { ...init, ...post })).json()) as Shown;
}

/** What is shown of the action until it is as wanted. */
async function until(id: string, wanted: (shown: Shown) => boolean): Promise<readonly Shown[]> {
  for (const seen: Shown[] = []; ; await systemClock.sleep(10)) {
    const shown = await ask(`${path}/${id}`);
    seen.push(shown);
    if (wanted(shown)) return seen;
  }
}

const ended = ({ status }: Shown): boolean => status === 'completed' || status === 'cancelled';

async function marked(ids: readonly string[]): Promise<readonly number[]> {
  const { batches } = api.spillway;
  const histories = await Promise.all(ids.map((id) => batches.timeline({ id })));
  return histories.map((events) => events.filter(({ kind }) => kind === 'cancel_requested').length);
}

it('two coordinators carry out an action once, on what matched when it was created', async () => {
  const [reds, blues] = [await waiting('red', 40), await waiting('blue', 2)];
  const order = { action: 'cancel', filter: { metadata: { team: 'red' }, status: ['validating'] } };
  expect(await ask(path, { ...order, dry_run: true })).toMatchObject({ counts: { matched: 40, done: 40 } });
  const { id } = await ask(path, order);
  const late = await waiting('red', 2);
  const processes = [await coordinate(), await coordinate()];
  const shown = (await until(id, ended)).at(-1);
  expect(shown).toMatchObject({ status: 'completed', counts: { matched: 40, done: 40, skipped: 0, failed: 0 } });
  expect(await marked(reds)).toEqual(reds.map(() => 1));
  expect(await marked([...blues, ...late])).toEqual([...blues, ...late].map(() => 0));
  for (const process of processes) await process[Symbol.asyncDispose]();
});

it('an action is seen to move, and stopped in the middle', async () => {
  const ids = await waiting('green', 30);
  const { id } = await ask(path, { action: 'cancel', filter: { ids } });
  const stopped = Promise.withResolvers<void>();
  let acts = 0;
  const slow = await coordinate((store) => {
    const requestCancel: Store['batches']['requestCancel'] = async (key) => {
      await systemClock.sleep(50);
      // So far it comes, and its progress is recorded, before it is stopped.
      if (++acts > 10) await stopped.promise;
      return store.batches.requestCancel(key);
    };
    return { ...store, batches: { ...store.batches, requestCancel } };
  });
  const midway = (await until(id, ({ counts }) => counts.done > 0)).at(-1);
  expect(midway).toMatchObject({ status: 'running', ended_at: null });
  expect((await ask(`${path}/${id}/cancel`, {})).status).toBe('cancelling');
  stopped.resolve();
  const last = (await until(id, ended)).at(-1);
  expect(last).toMatchObject({ status: 'cancelled', counts: { matched: 30, skipped: 0, failed: 0 } });
  const done = last?.counts.done ?? 0;
  expect(done).toBeLessThan(30);
  expect((await marked(ids)).reduce((sum, count) => sum + count, 0)).toBe(done);
  await slow[Symbol.asyncDispose]();
});
