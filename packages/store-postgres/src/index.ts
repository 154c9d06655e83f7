export { type MigrateOptions, type MigrationStatus, migrate, migrationStatus } from './migrate.ts';
export { createPostgresStore } from './postgres-store.ts';
export type { GivenPoolOptions, OwnPoolOptions, PostgresStoreOptions } from './postgres-store-options.ts';
export { type RemoveSchemaOptions, removeSchema } from './remove-schema.ts';
