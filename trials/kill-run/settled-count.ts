import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@spillway/core/store';
import { createPostgresStore, migrationStatus } from '@spillway/store-postgres';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { createRedisStore } from '@spillway/store-redis';

/** Requests of the one run on the data folder below `folder` whose outcome is recorded, in the Redis where one is named. */
export async function settledCount(folder: string, redisUrl: string | undefined): Promise<number> {
  const root = join(folder, '.spillway');
  const [key = ''] = await readdir(join(root, 'runs')).catch(() => []);
  const note = await readFile(join(root, 'runs', key, 'run.json'), 'utf8').catch(() => undefined);
  if (note === undefined) return 0;
  const { corner } = JSON.parse(note) as { readonly corner: string };
  if (redisUrl === undefined) return settledInPostgres(join(root, 'postgres'), { key, corner });
  await using store = createRedisStore({ url: redisUrl, keyPrefix: `spillway-${corner}:` });
  return await settledIn(store, key);
}

interface Run {
  readonly key: string;
  readonly corner: string;
}

async function settledInPostgres(dataDir: string, { key, corner }: Run): Promise<number> {
  await using postgres = await startEmbeddedPostgres({ dataDir });
  const place = { connectionString: postgres.url, schema: corner };
  if ((await migrationStatus(place)).applied.length === 0) return 0;
  await using store = createPostgresStore({ ...place, poolSize: 1 });
  return await settledIn(store, key);
}

async function settledIn(store: Store, tenant: string): Promise<number> {
  const { batches } = await store.batches.list({ tenant, limit: 1 });
  const [batch] = batches;
  return batch ? batch.counts.total - batch.counts.open : 0;
}
