import { existsSync } from 'node:fs';
import { type Clock, systemClock } from '@spillway/core/clock';
import { SpillwayError } from '@spillway/core/errors';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { ensureCluster } from './ensure-cluster.ts';
import { ensureServer, type RunningServer } from './ensure-server.ts';
import { withFolderLock } from './folder-lock.ts';
import { serverAccount } from './server-account.ts';
import { ensureDatabase } from './server-database.ts';
import { type ProgramOptions, serverPrograms } from './server-programs.ts';
import { addUser, hasUsers, removeUser } from './server-users.ts';
import { stopServer } from './stop-server.ts';

/** Where the database lives, and how its server runs. */
export interface EmbeddedPostgresOptions extends ProgramOptions {
  /** Where the database lives; made when missing, readable by its owner alone. It may lie below a private folder. */
  readonly dataDir: string;
  /** The port of 127.0.0.1 for a server that has to be started; by default that of the last start, else a free one. */
  readonly port?: number | undefined;
  /** False gives up safety in a crash of the machine for speed, for tests. Defaults to true. */
  readonly durable?: boolean | undefined;
  /** Ends the start; a server that nobody uses is stopped again. */
  readonly signal?: AbortSignal | undefined;
  /** The machine's when absent. */
  readonly clock?: Clock | undefined;
}

/** A PostgreSQL server that several commands may share, each with a handle of its own. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** `postgres://spillway:<password>@127.0.0.1:<port>/spillway`. Secret: it holds the password of a superuser. */
  readonly url: string;
  /** Whether this call started the server; false when it found one running. */
  readonly owner: boolean;
  /** Ends this use. The last user out stops the server, whoever started it. A repeated call waits for the first. */
  close(): Promise<void>;
}

/**
 * Starts PostgreSQL on a data folder, or joins the server that runs there. The first start makes the database,
 * which takes about a second.
 *
 * Nothing is lost when this process ends without `close`: the server goes on, and the next command joins it and
 * stops it in its turn. As root, the server runs as the user postgres or nobody.
 *
 * @throws SpillwayError `unavailable` when the programs are missing or do not start here, `conflict` when `port` is
 * taken, `invalid_argument` when the folder cannot be made; each with a hint.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { port, signal, clock = systemClock } = options;
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) throw badPort(port);
  const folder = openDataFolder(options.dataDir);
  return withFolderLock(folder.lock, { clock, signal }, async () => {
    const server = await start(folder, { ...options, clock });
    try {
      signal?.throwIfAborted();
      const url = await ensureDatabase(folder, server.port);
      return handle(folder, { url, owner: server.started, user: addUser(folder.users), clock });
    } catch (error) {
      if (!hasUsers(folder.users)) await stopServer(folder, clock);
      throw error;
    }
  });
}

async function start(folder: DataFolder, options: EmbeddedPostgresOptions & { clock: Clock }): Promise<RunningServer> {
  const { signal, clock, port, durable = true } = options;
  const account = serverAccount(folder.cluster);
  const { initdb, postgres } = await serverPrograms(account, options);
  await ensureCluster(folder, { initdb, account, durable, signal });
  return ensureServer(folder, { postgres, account, port, durable, clock, signal });
}

function handle(
  folder: DataFolder,
  { url, owner, user, clock }: { url: string; owner: boolean; user: string; clock: Clock },
): EmbeddedPostgres {
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= leave(folder, user, clock);
    return closed;
  };
  return { url, owner, close, [Symbol.asyncDispose]: close };
}

async function leave(folder: DataFolder, user: string, clock: Clock): Promise<void> {
  // A server whose folder was removed ends by itself within a minute.
  if (!existsSync(folder.root)) return;
  await withFolderLock(folder.lock, { clock }, async () => {
    removeUser(user);
    if (!hasUsers(folder.users)) await stopServer(folder, clock);
  });
}

function badPort(port: number): SpillwayError {
  return new SpillwayError(`${port} is no port.`, { code: 'invalid_argument', param: 'port' });
}
