import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { startRedisServer } from '../../packages/store-redis/test/redis-server.ts';

export const storeKinds = ['postgres', 'redis'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** A database of a trial's own, whose server can be away for a while. */
export interface TrialStore extends AsyncDisposable {
  readonly kind: StoreKind;
  /** For `--database-url`. */
  readonly url: string;
  /** Ends the server: PostgreSQL in order, Redis by SIGKILL. */
  stop(): Promise<void>;
  /** Starts it again on its data. */
  start(): Promise<void>;
}

export function startStore(kind: StoreKind, folder: string): Promise<TrialStore> {
  return kind === 'postgres' ? startPostgres(join(folder, 'database')) : startRedis();
}

async function startPostgres(dataDir: string): Promise<TrialStore> {
  let postgres = await startEmbeddedPostgres({ dataDir });
  return {
    kind: 'postgres',
    url: postgres.url,
    stop: () => postgres.close(),
    async start() {
      postgres = await startEmbeddedPostgres({ dataDir });
    },
    [Symbol.asyncDispose]: () => postgres.close(),
  };
}

async function startRedis(): Promise<TrialStore> {
  const server = await startRedisServer('--appendfsync', 'always');
  return {
    kind: 'redis',
    url: server.url,
    stop: () => server.kill(),
    start: () => server.start(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
