/**
 * The store on PostgreSQL 14 and newer. `migrate` makes or raises its schema, `createPostgresStore` opens it;
 * `@spillway/store-postgres/embedded` brings a server along.
 *
 * ```ts
 * import { createPostgresStore, migrate } from '@spillway/store-postgres';
 *
 * const connectionString = 'postgres://localhost/spillway';
 * await migrate({ connectionString });
 * await using store = createPostgresStore({ connectionString });
 * ```
 *
 * Trouble with the database is thrown as a `SpillwayError` with a hint, translated by its SQLSTATE: nearly all of it is
 * `unavailable`, whose `retryable` tells a lost server from a wrong password or a missing migration; a statement that ran
 * out of time is a `timeout`.
 *
 * @module
 */
export { type MigrateOptions, type MigrationStatus, migrate, migrationStatus } from './migrate.ts';
export { createPostgresStore } from './postgres-store.ts';
export type { GivenPoolOptions, OwnPoolOptions, PostgresStoreOptions } from './postgres-store-options.ts';
export { type RemoveSchemaOptions, removeSchema } from './remove-schema.ts';
