import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SpillwayError } from '@spillway/core/errors';

/** Where everything of one embedded server lies. All paths are real paths below `root`. */
export interface DataFolder {
  readonly root: string;
  /** PostgreSQL's own data directory. It exists only when it is complete. */
  readonly cluster: string;
  /** One file for each handle that uses the server. */
  readonly users: string;
  /** The tickets of those who want to start or stop the server. */
  readonly lock: string;
  readonly password: string;
  /** The port of the last start, taken again when it is free so that saved connection strings stay right. */
  readonly port: string;
  readonly log: string;
}

/** Makes the folder when it is missing, readable by its owner alone. */
export function openDataFolder(dataDir: string): DataFolder {
  const root = makeRoot(dataDir);
  return {
    root,
    cluster: join(root, 'cluster'),
    users: join(root, 'users'),
    lock: join(root, 'lock'),
    password: join(root, 'password'),
    port: join(root, 'port'),
    log: join(root, 'postgres.log'),
  };
}

function makeRoot(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return realpathSync(dataDir);
  } catch (cause) {
    throw new SpillwayError(`The data folder ${dataDir} cannot be made or opened.`, {
      code: 'invalid_argument',
      param: 'dataDir',
      hint: 'Choose a folder that you may write to.',
      cause,
    });
  }
}
