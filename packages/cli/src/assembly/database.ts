import type { Clock } from '@spillway/core';
import { SpillwayError } from '@spillway/core';
import type { Store } from '@spillway/core/store';
import type { StoreExamination } from '../doctor/store-examination.ts';
import type { ReleaseStack } from './release-stack.ts';

/** A database that can hold installations: the one for everybody, and corners that runs have to themselves. */
export interface Database {
  /** Secret: it may hold a password. */
  readonly url: string;
  /** What people call it. */
  readonly name: string;
  /** Opens the store, with its schema brought up to this version. Throws why the database cannot be used. */
  open(options: OpenStoreOptions): Promise<OpenedStore>;
  /** The store of a corner that an earlier call left; undefined when there is none that this version can read. */
  lookInto(corner: string): Promise<Store | undefined>;
  /** Removes all that a corner holds. Nobody may be at work in it. */
  forget(corner: string): Promise<void>;
  /** What the doctor finds. Changes nothing. */
  examine(options: { readonly clock: Clock; readonly whose: string }): Promise<StoreExamination>;
}

export interface OpenStoreOptions {
  /** A name of lower-case letters, digits and `_`; the installation for everybody by default. */
  readonly corner?: string;
  readonly stack: ReleaseStack;
}

export interface OpenedStore {
  readonly store: Store;
  /** What was done to its schema. */
  readonly applied: readonly string[];
}

/** The database that the URL names. Asks nothing of it yet. Throws `invalid_argument`. */
export async function databaseAt(url: string): Promise<Database> {
  const [, scheme] = /^([a-z+]+):\/\//.exec(url) ?? [];
  // Only who asks for it pays for loading the client.
  if (/^rediss?(\+cluster)?$/.test(scheme ?? '')) return (await import('./redis-database.ts')).redisDatabase(url);
  if (/^postgres(ql)?$/.test(scheme ?? '') && URL.canParse(url))
    return (await import('./postgres-database.ts')).postgresDatabase(url);
  // Without the URL, which may hold a password.
  throw new SpillwayError('--database-url is no URL of a database.', {
    code: 'invalid_argument',
    param: '--database-url',
    hint: 'Write postgres://user:password@host/database, redis://user:password@host:6379/0 (rediss:// for TLS), or redis+cluster://host:6379,host:6379.',
  });
}
