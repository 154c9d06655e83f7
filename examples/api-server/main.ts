/**
 * The API pod of a deployment: serves OpenAI's files and batches API, and coordinates. Any number may run.
 *
 *   SPILLWAY_DATABASE_URL  PostgreSQL, shared by all pods
 *   SPILLWAY_BLOBS_DIR     folder on a volume that all pods mount
 *   SPILLWAY_API_KEY       the key that clients send
 *   SPILLWAY_HOST          0.0.0.0
 *   SPILLWAY_PORT          8787
 */
import { createSpillway } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createServer, listen } from '@spillway/server';
import { createPostgresStore, migrate } from '@spillway/store-postgres';

const connectionString = required('SPILLWAY_DATABASE_URL');
const apiKey = required('SPILLWAY_API_KEY');
const { SPILLWAY_HOST: host = '0.0.0.0', SPILLWAY_PORT: port = '8787' } = process.env;

await migrate({ connectionString });
const spillway = await createSpillway({
  store: createPostgresStore({ connectionString }),
  blobs: await createFilesystemBlobs({ root: required('SPILLWAY_BLOBS_DIR') }),
  coordinate: true,
  onTrouble: ({ where, error }) => console.warn(`${where}: ${(error as Error).message}`),
});
const server = createServer({ spillway, apiKey, onError: (error, id) => console.error(id, error) });
const listening = await listen({ server, host, port: Number(port) });
console.log(`api-server ready on ${listening.url}`);

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void drain());

/** Lets running requests finish; a batch step that was begun is left to another pod. */
async function drain(): Promise<void> {
  await listening.close({ graceMs: 8_000 });
  await spillway[Symbol.asyncDispose]();
  process.exit(0);
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`api-server needs ${name}`);
  return process.exit(1);
}
