import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPostgresStore, migrationStatus } from '@spillway/store-postgres';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';

/** Requests of the one run on the data folder below `folder` whose outcome is recorded. */
export async function settledCount(folder: string): Promise<number> {
  const root = join(folder, '.spillway');
  const [key] = await readdir(join(root, 'runs')).catch(() => []);
  if (key === undefined) return 0;
  await using postgres = await startEmbeddedPostgres({ dataDir: join(root, 'postgres') });
  const place = { connectionString: postgres.url, schema: `run_${key}` };
  if ((await migrationStatus(place)).applied.length === 0) return 0;
  await using store = createPostgresStore({ ...place, poolSize: 1 });
  const { batches } = await store.batches.list({ tenant: key, limit: 1 });
  const [batch] = batches;
  return batch ? batch.counts.total - batch.counts.open : 0;
}
