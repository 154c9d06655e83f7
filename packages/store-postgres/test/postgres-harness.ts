import { createManualClock, type StoreHarness } from '@spillway/contract';
import type { Store } from '@spillway/core/store';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import pg from 'pg';

/** What a store of a harness stands on. */
export interface Ground {
  readonly connectionString: string;
  readonly schema: string;
  readonly now: () => number;
}

export interface PostgresHarness extends StoreHarness {
  readonly schema: string;
  [Symbol.asyncDispose](): Promise<void>;
}

let schemas = 0;

/** A store in a schema of its own, under a manual clock. */
export async function createPostgresHarness(
  url: string,
  createStore: (ground: Ground) => Store = createPostgresStore,
): Promise<PostgresHarness> {
  const schema = `test_${process.pid}_harness_${++schemas}`;
  await migrate({ connectionString: url, schema });
  const clock = createManualClock();
  const store = createStore({ connectionString: url, schema, now: () => clock.now() });
  let ids = 0;
  return {
    schema,
    store,
    clock,
    freshId: () => `id-${++ids}`,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await dropSchema(url, schema);
    },
  };
}

async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema ${schema} cascade`);
  await client.end();
}
