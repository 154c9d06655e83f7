import { readFileSync, statSync } from 'node:fs';
import { SpillwayError } from '@spillway/core/errors';

/** The user that PostgreSQL runs as. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', '_postgres', 'nobody'];

/**
 * Whom to run the server as: undefined means ourselves. PostgreSQL refuses to run as root, so for root it is the
 * owner of an existing cluster, else a user that most systems have.
 */
export function serverAccount(cluster: string): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return unprivilegedAccount(readFileSync('/etc/passwd', 'utf8'));
}

/**
 * The first of the usual unprivileged users in a passwd file. initdb refuses users without a line there.
 *
 * @internal Exported for its test.
 */
export function unprivilegedAccount(passwd: string): ServerAccount {
  const lines = passwd.split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = lines.find(([login]) => login === name) ?? [];
    if (uid && gid && uid !== '0') return { uid: Number(uid), gid: Number(gid) };
  }
  throw new SpillwayError(`PostgreSQL does not run as root, and there is no user ${CANDIDATES.join(', ')}.`, {
    code: 'unavailable',
    retryable: false,
    hint: 'Add a user named postgres, run as an ordinary user, or name a database of your own by its URL.',
  });
}
