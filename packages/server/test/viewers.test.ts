import { createSpillway, systemClock } from '@spillway/core';
import { createMemoryBlobs } from '@spillway/core/memory';
import { createServer, type Server } from '@spillway/server';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { startTestServer } from '../../store-postgres/test/test-server.ts';

const open: (() => PromiseLike<void>)[] = [];
afterAll(async () => {
  for (const close of open.reverse()) await close();
});

interface CountedServer {
  readonly server: Server;
  /** A batch that stands still. */
  readonly batchId: string;
  /** Statements so far. */
  statements(): number;
}

/** On a PostgreSQL whose every statement is counted. Nobody plans or works, so only viewers ask it anything. */
async function countedServer(): Promise<CountedServer> {
  const database = await startTestServer();
  open.push(() => database.close());
  const { url } = await database.createDatabase();
  await migrate({ connectionString: url });
  const pool = new pg.Pool({ connectionString: url });
  open.push(() => pool.end());
  let statements = 0;
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      statements++;
      return query(...args);
    }) as typeof client.query;
  });
  const spillway = await createSpillway({ store: createPostgresStore({ pool }), blobs: createMemoryBlobs() });
  open.push(() => spillway[Symbol.asyncDispose]());
  const { id } = await spillway.batches.create({ inputFileId: 'file-1', endpoint: '/v1/embeddings' });
  return { server: createServer({ spillway }), batchId: id, statements: () => statements };
}

const LOOKING_MS = 2_300;

/** Statements that so many viewers of each path cost within a while, and how many of them were shown something. */
async function costOf(
  { server, statements }: CountedServer,
  paths: readonly string[],
  viewers: number,
): Promise<{ readonly statements: number; readonly shown: number }> {
  const before = statements();
  const gone = new AbortController();
  const view = async (path: string): Promise<ReadableStreamDefaultReader> => {
    const answer = await server.fetch(new Request(`http://localhost${path}`, { signal: gone.signal }));
    return (answer.body as ReadableStream<Uint8Array>).getReader();
  };
  const all = paths.flatMap((path) => Array.from({ length: viewers }, () => view(path)));
  const readers = await Promise.all(all);
  const first = await Promise.all(readers.map((reader) => reader.read()));
  await systemClock.sleep(LOOKING_MS);
  gone.abort();
  await Promise.all(readers.map((reader) => reader.cancel()));
  return { statements: statements() - before, shown: first.filter(({ done }) => !done).length };
}

it('fifty viewers of a batch, of a page and of the fleet cost the database what one does', async () => {
  const counted = await countedServer();
  const paths = [`/v1/batches/${counted.batchId}/events`, '/v1/batches/events?limit=20', '/v1/fleet/events'];
  // Connections are made and set up, and the fleet's series is begun.
  await costOf(counted, paths, 1);
  const one = await costOf(counted, paths, 1);
  const fifty = await costOf(counted, paths, 50);
  expect([one.shown, fifty.shown]).toEqual([3, 150]);
  expect(one.statements).toBeGreaterThan(0);
  // A turn more or less, by the moment at which they came.
  expect(fifty.statements).toBeLessThanOrEqual(one.statements + 12);
  const before = counted.statements();
  await systemClock.sleep(700);
  expect(counted.statements() - before, 'nobody looks').toBeLessThanOrEqual(4);
});

it('viewers of fifty batches are read for together', async () => {
  const counted = await countedServer();
  const ids = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const body = JSON.stringify({ input_file_id: 'file-1', endpoint: '/v1/embeddings', completion_window: '1h' });
      const made = await counted.server.fetch(new Request('http://localhost/v1/batches', { method: 'POST', body }));
      return ((await made.json()) as { id: string }).id;
    }),
  );
  const paths = ids.map((id) => `/v1/batches/${id}/events`);
  const { statements, shown } = await costOf(counted, paths, 1);
  expect(shown).toBe(50);
  // Fifty histories once, and a handful of looks of two statements.
  expect(statements).toBeLessThanOrEqual(50 + 30);
});
