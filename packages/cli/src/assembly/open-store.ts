import type { Store } from '@spillway/core/store';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import type { Output } from '../terminal/output.ts';
import type { DataFolder } from './data-folder.ts';
import { type Database, databaseAt } from './database.ts';
import type { ReleaseStack } from './release-stack.ts';

export interface OpenDatabaseOptions {
  /** Of a server; without it the embedded PostgreSQL, on the data folder. */
  readonly databaseUrl: string | undefined;
  readonly folder: DataFolder;
  readonly stack: ReleaseStack;
  readonly signal: AbortSignal;
}

/** The database that was named, or the embedded server on the data folder: started, or joined where it runs. */
export async function openDatabase({ databaseUrl, folder, stack, signal }: OpenDatabaseOptions): Promise<Database> {
  if (databaseUrl !== undefined) return databaseAt(databaseUrl);
  return databaseAt(stack.add(await startEmbeddedPostgres({ dataDir: folder.postgres, signal })).url);
}

export interface OpenInstallationOptions extends OpenDatabaseOptions {
  /** Told of migrations. */
  readonly output: Output;
}

export interface OpenedInstallation {
  readonly database: Database;
  readonly store: Store;
}

/** Opens the store of the installation, with its schema brought up to this version. */
export async function openStore(options: OpenInstallationOptions): Promise<OpenedInstallation> {
  const database = await openDatabase(options);
  const { store, applied } = await database.open(options);
  if (applied.length > 0) options.output.note(`Database brought up to date: ${applied.join(', ')}.`);
  return { database, store };
}
