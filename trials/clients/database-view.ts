import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { Client } from 'pg';

/** What the sessions of a server's database did at one moment. */
export interface SessionLook {
  readonly sessions: number;
  /** The longest that a session has been in its transaction, in milliseconds. */
  readonly oldestTransactionMs: number;
}

/** Looks into the embedded database of a running server. */
export class DatabaseView implements AsyncDisposable {
  readonly #client: Client;
  readonly #stack: AsyncDisposableStack;

  private constructor(client: Client, stack: AsyncDisposableStack) {
    this.#client = client;
    this.#stack = stack;
  }

  static async open(dataDir: string): Promise<DatabaseView> {
    await using stack = new AsyncDisposableStack();
    const postgres = stack.use(await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') }));
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    stack.defer(() => client.end());
    return new DatabaseView(client, stack.move());
  }

  async sessions(): Promise<SessionLook> {
    const { rows } = await this.#client.query<{ sessions: number; oldest: number }>(`
      select count(*)::int as sessions,
        coalesce(max(extract(epoch from clock_timestamp() - xact_start) * 1000) filter (where state <> 'idle'), 0)::float8 as oldest
      from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`);
    const [row] = rows;
    return { sessions: row?.sessions ?? 0, oldestTransactionMs: row?.oldest ?? 0 };
  }

  async fileRecords(): Promise<number> {
    const { rows } = await this.#client.query<{ count: number }>('select count(*)::int as count from spillway.files');
    return rows[0]?.count ?? 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
