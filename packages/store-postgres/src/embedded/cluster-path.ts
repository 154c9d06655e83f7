import type { ServerAccount } from './server-account.ts';

/**
 * How PostgreSQL is told its data directory, which must also be its working directory.
 *
 * Node enters the working directory before it gives up root. The server's user can then reach the cluster through
 * its own working directory even when a folder above is private, as /root is: nothing has to be opened to others.
 */
export function clusterPath(cluster: string, account: ServerAccount | undefined): string {
  return account && process.platform === 'linux' ? '/proc/self/cwd' : cluster;
}
