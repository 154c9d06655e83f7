import { startEngine } from '@spillway/simulator';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import pg from 'pg';
import type { Surroundings } from './readme-program.ts';

/** The services that the README's program expects somewhere: PostgreSQL, and an engine that serves `my-model`. */
export interface Services extends AsyncDisposable {
  /** Both, with a new and empty database. */
  fresh(): Promise<Surroundings>;
}

/** Starts an embedded PostgreSQL on a folder, and a simulated engine. */
export async function startServices(dataDir: string): Promise<Services> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startEmbeddedPostgres({ dataDir, durable: false }));
  const engine = started.use(await startEngine({ speed: Number.POSITIVE_INFINITY, models: ['my-model'] }));
  const kept = started.move();
  let databases = 0;
  return {
    async fresh() {
      const url = new URL(postgres.url);
      databases += 1;
      await createDatabase(postgres.url, `embedding_${databases}`);
      url.pathname = `/embedding_${databases}`;
      return { connectionString: url.href, engineUrl: engine.url };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
}
