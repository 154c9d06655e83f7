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
/** Nothing is looked at more often, however many look. */
const TURN_MS = 500;
/** Statements of a look at a batch, a page and the fleet. */
const A_TURN = 8;

interface Cost {
  readonly statements: number;
  /** Viewers that were shown something. */
  readonly shown: number;
  /** That began meanwhile, on a machine of whatever speed. */
  readonly turns: number;
}

/** What so many viewers of each path cost within a while. */
async function costOf({ server, statements }: CountedServer, paths: readonly string[], viewers: number): Promise<Cost> {
  const before = statements();
  const beganMs = systemClock.monotonic();
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
  const turns = Math.floor((systemClock.monotonic() - beganMs) / TURN_MS) + 2;
  return { statements: statements() - before, shown: first.filter(({ done }) => !done).length, turns };
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
  for (const { statements, turns } of [one, fifty]) expect(statements).toBeLessThanOrEqual(turns * A_TURN);
  // A look that is under way when the last viewer leaves comes to its end; samples of the fleet's series go on.
  const unwatched = async (): Promise<number> => {
    const before = counted.statements();
    await systemClock.sleep(LOOKING_MS);
    return counted.statements() - before;
  };
  await expect.poll(unwatched, { message: 'nobody looks' }).toBeLessThanOrEqual(4);
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
  const { statements, shown, turns } = await costOf(counted, paths, 1);
  expect(shown).toBe(50);
  // Fifty histories once, and in each turn a look of a few statements.
  expect(statements).toBeLessThanOrEqual(50 + turns * A_TURN);
});
