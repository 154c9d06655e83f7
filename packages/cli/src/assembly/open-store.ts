import type { Store } from '@spillway/core/store';
import { createPostgresStore, migrate, migrationStatus } from '@spillway/store-postgres';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import type { Output } from '../terminal/output.ts';
import type { DataFolder } from './data-folder.ts';
import type { ReleaseStack } from './release-stack.ts';

export interface OpenStoreOptions {
  /** A PostgreSQL server; without it the embedded one, on the data folder. */
  readonly databaseUrl: string | undefined;
  readonly folder: DataFolder;
  /** The schema of the installation; the one for everybody by default. */
  readonly schema?: string;
  readonly stack: ReleaseStack;
  readonly signal: AbortSignal;
  /** Told of migrations. */
  readonly output?: Output;
}

export interface OpenedStore {
  readonly store: Store;
  /** Secret: it may hold a password. */
  readonly connectionString: string;
}

/** Opens the store, with its schema brought up to this version. */
export async function openStore(options: OpenStoreOptions): Promise<OpenedStore> {
  const { schema, stack, output } = options;
  const connectionString = options.databaseUrl ?? (await embeddedUrl(options));
  const target = { connectionString, ...(schema !== undefined && { schema }) };
  const applied = await migrateIfPending(target);
  if (applied.length > 0) output?.note(`Database brought up to date: ${applied.join(', ')}.`);
  return { store: stack.add(createPostgresStore(target)), connectionString };
}

/** Starts the embedded server on the data folder, or joins the one that runs there. */
export async function embeddedUrl({
  folder,
  stack,
  signal,
}: Pick<OpenStoreOptions, 'folder' | 'stack' | 'signal'>): Promise<string> {
  return stack.add(await startEmbeddedPostgres({ dataDir: folder.postgres, signal })).url;
}

/** A role that may only use the schema, not change it, must be able to start once nothing is pending. */
async function migrateIfPending(target: { connectionString: string; schema?: string }): Promise<readonly string[]> {
  const { pending } = await migrationStatus(target);
  return pending.length === 0 ? [] : migrate(target);
}
