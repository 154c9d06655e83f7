/**
 * Spillway inside an application: the batches run in this process, beside its own work.
 *
 *   ENGINE_URL    an OpenAI-compatible engine, for instance http://127.0.0.1:8000
 *   MODEL         the model to ask
 *   DATABASE_URL  PostgreSQL, to go on after a restart; without it batches live in memory
 *   DATA_DIR      where the bytes go (./data)
 *   PORT          8080
 */
import { createSpillway } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createMemoryStore } from '@spillway/core/memory';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { createApp } from './app.ts';

const { ENGINE_URL = 'http://127.0.0.1:8000', MODEL = 'spillway-sim', DATABASE_URL, DATA_DIR = './data' } = process.env;

if (DATABASE_URL) await migrate({ connectionString: DATABASE_URL });
const spillway = await createSpillway({
  store: DATABASE_URL ? createPostgresStore({ connectionString: DATABASE_URL }) : createMemoryStore(),
  // A memory store is new at each start, and so must be what belongs to it.
  blobs: await createFilesystemBlobs({ root: DATABASE_URL ? DATA_DIR : `${DATA_DIR}/${process.pid}` }),
  workers: [{ executor: createVllmExecutor({ engines: [ENGINE_URL] }) }],
  onTrouble: ({ where, error }) => console.warn(where, error),
});

const app = createApp(spillway, MODEL);
app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log('ready', app.address()));

process.once('SIGTERM', () => {
  app.close();
  // Waits for what is in flight, hands back the rest and closes store and engines.
  void spillway[Symbol.asyncDispose]().then(() => process.exit(0));
});
