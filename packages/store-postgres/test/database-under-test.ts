import pg from 'pg';
import { createPostgresHarness, type PostgresHarness } from './postgres-harness.ts';
import { startTestServer } from './test-server.ts';

/** A store in a schema of its own, and a session beside it that looks into its tables. */
export interface DatabaseUnderTest extends AsyncDisposable {
  readonly harness: PostgresHarness;
  readonly client: pg.Client;
}

export async function startDatabase(): Promise<DatabaseUnderTest> {
  const server = await startTestServer();
  const harness = await createPostgresHarness(server.url);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`set search_path = ${harness.schema}`);
  return {
    harness,
    client,
    async [Symbol.asyncDispose]() {
      await client.end();
      await harness[Symbol.asyncDispose]();
      await server.close();
    },
  };
}
