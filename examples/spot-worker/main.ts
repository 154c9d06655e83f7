/**
 * A worker beside an engine on a machine that may vanish. It takes work from the start. The notice that its machine goes
 * away is a SIGTERM: what is in flight gets 8 s, what is finished is recorded, the rest goes back and burns no attempt.
 * Without a notice nothing is lost either: its leases lapse within 30 s.
 *
 *   SPILLWAY_DATABASE_URL  PostgreSQL, shared by all pods
 *   SPILLWAY_BLOBS_DIR     folder on a volume that all pods mount
 *   SPILLWAY_ENGINE_URL    the engine, or several replicas separated by commas
 *   SPILLWAY_CONCURRENCY   requests in flight at the most (64)
 */
import { createSpillway } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createPostgresStore } from '@spillway/store-postgres';

const { SPILLWAY_CONCURRENCY: concurrency = '64' } = process.env;
const drain = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => drain.abort());

await using spillway = await createSpillway({
  store: createPostgresStore({ connectionString: required('SPILLWAY_DATABASE_URL') }),
  blobs: await createFilesystemBlobs({ root: required('SPILLWAY_BLOBS_DIR') }),
  onTrouble: ({ where, error }) => console.warn(`${where}: ${(error as Error).message}`),
});
await using executor = createVllmExecutor({ engines: required('SPILLWAY_ENGINE_URL').split(',') });
const worker = spillway.worker({ executor, pool: 'spot', concurrency: Number(concurrency), drainMs: 8_000 });
console.log(`spot-worker ready: ${worker.id}`);
await worker.run({ signal: drain.signal });

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`spot-worker needs ${name}`);
  return process.exit(1);
}
