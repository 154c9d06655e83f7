import { readFileSync } from 'node:fs';
import { SpillwayError } from '@spillway/core/errors';
import pg from 'pg';
import type { DataFolder } from './data-folder.ts';
import { SUPERUSER } from './ensure-cluster.ts';

const DATABASE = 'spillway';
const TIMEOUT_MS = 30_000;
const INVALID_CATALOG_NAME = '3D000';
const DUPLICATE_DATABASE = '42P04';

/** Makes Spillway's database when it is missing and answers its URL. A login proves that the server is the folder's. */
export async function ensureDatabase(folder: DataFolder, port: number): Promise<string> {
  const urlOf = urls(folder, port);
  try {
    await withClient(urlOf(DATABASE), async () => {});
  } catch (error) {
    if (codeOf(error) !== INVALID_CATALOG_NAME) throw cannotLogIn(folder, error);
    await withClient(urlOf('postgres'), createDatabase);
  }
  return urlOf(DATABASE);
}

function urls(folder: DataFolder, port: number): (database: string) => string {
  const password = readPassword(folder);
  return (database) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

function readPassword(folder: DataFolder): string {
  try {
    return readFileSync(folder.password, 'utf8').trim();
  } catch (cause) {
    throw new SpillwayError(`The password of the database in ${folder.root} cannot be read.`, {
      code: 'unavailable',
      retryable: false,
      hint: 'Run as the user who made the data folder, and keep its password file with it.',
      cause,
    });
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  try {
    await client.query(`create database ${DATABASE}`);
  } catch (error) {
    if (codeOf(error) !== DUPLICATE_DATABASE) throw error;
  }
}

async function withClient(connectionString: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  // ssl is named so that a PGSSLMODE meant for another server does not matter.
  const client = new pg.Client({ connectionString, ssl: false, connectionTimeoutMillis: TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

function cannotLogIn(folder: DataFolder, cause: unknown): SpillwayError {
  return new SpillwayError(`The database in ${folder.root} does not let us in: ${(cause as Error).message}`, {
    code: 'unavailable',
    hint: `Look at the end of ${folder.log}; the password must be the one in ${folder.password}.`,
    cause,
  });
}
