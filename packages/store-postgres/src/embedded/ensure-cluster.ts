import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SpillwayError } from '@spillway/core/errors';
import { clusterPath } from './cluster-path.ts';
import type { DataFolder } from './data-folder.ts';
import { isAlive, ownMark } from './process-mark.ts';
import { runProgram } from './run-program.ts';
import type { ServerAccount } from './server-account.ts';

export const SUPERUSER = 'spillway';

interface ClusterOptions {
  readonly initdb: string;
  readonly account: ServerAccount | undefined;
  readonly durable: boolean;
  readonly signal?: AbortSignal | undefined;
}

const STAGING = 'staging.';

/**
 * Makes the cluster and its password when they are missing. The cluster appears by a rename once both are complete,
 * so a crash on the way leaves only a staging folder, which a later start removes. That folder's name is never used
 * twice, since an initdb may outlive the command that started it and go on writing there. Needs the lock.
 */
export async function ensureCluster(folder: DataFolder, options: ClusterOptions): Promise<void> {
  removeAbandoned(folder.root);
  if (existsSync(folder.cluster)) return;
  const staging = join(folder.root, `${STAGING}${ownMark()}`);
  try {
    const password = randomBytes(24).toString('base64url');
    const cluster = stage(staging, password, options.account);
    await runInitdb(cluster, options);
    writeDurably(folder.password, password);
    renameSync(cluster, folder.cluster);
    syncFolder(folder.root);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function removeAbandoned(root: string): void {
  for (const name of readdirSync(root)) {
    const abandoned = name.startsWith(STAGING) && !isAlive(name.slice(STAGING.length));
    if (abandoned) rmSync(join(root, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** An empty cluster folder with the password file beside it, all readable by the server's user alone. */
function stage(staging: string, password: string, account: ServerAccount | undefined): string {
  const cluster = join(staging, 'cluster');
  const passwordFile = join(staging, 'password');
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) for (const path of [staging, cluster, passwordFile]) chownSync(path, account.uid, account.gid);
  return cluster;
}

async function runInitdb(cluster: string, { initdb, account, durable, signal }: ClusterOptions): Promise<void> {
  const path = clusterPath(cluster, account);
  const args = [
    `--pgdata=${path}`,
    `--pwfile=${path === cluster ? join(cluster, '..') : `${path}/..`}/password`,
    `--username=${SUPERUSER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--set=max_connections=100',
    '--set=shared_buffers=128MB',
    ...(durable ? [] : ['--no-sync']),
  ];
  const end = await runProgram(initdb, args, { account, cwd: cluster, signal });
  if (end.code !== 0) throw initdbFailed(cluster, end.output);
}

function initdbFailed(cluster: string, output: string): SpillwayError {
  const reason = output.trim().split('\n').slice(-4).join('\n');
  return new SpillwayError(`PostgreSQL could not make its data folder ${cluster}: ${reason}`, {
    code: 'unavailable',
    retryable: false,
    hint: 'The folder must be on a local disk that keeps owners and modes, with 50 MB free; this user needs a line in /etc/passwd.',
  });
}

function writeDurably(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flush: true });
}

function syncFolder(path: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
